/* What somebody types is kept in this tab until it is sent, and shown again when its field is gone. */

const about = document.body.dataset.drafts;

const draftKey = (field) => `desk:${about}:${field.dataset.draft}`;
export const drafts = (root) => root.querySelectorAll("[data-draft]");

export function keepDraft(field) {
  try {
    if (field.value) sessionStorage.setItem(draftKey(field), field.value);
    else sessionStorage.removeItem(draftKey(field));
  } catch { /* storage is full or switched off: the field itself still holds the text */ }
}

export function restoreDrafts(root) {
  for (const field of drafts(root)) {
    let kept = null;
    try { kept = sessionStorage.getItem(draftKey(field)); } catch { /* as above */ }
    if (kept && !field.value) field.value = kept;
    else if (field.value && "defaultValue" in field && field.value !== field.defaultValue) keepDraft(field);  // typed before anybody heard
    grow(field);
  }
}

export const sentFields = (form) => new Map([...drafts(form)].map((field) => [field, field.value]));

/* What was sent goes; what somebody typed while it was on its way stays. */
export function dropDrafts(sent) {
  for (const [field, value] of sent) {
    field.value = field.value.startsWith(value) ? field.value.slice(value.length).trimStart() : field.value;
    keepDraft(field); grow(field);
  }
}

/* What stands in another form and would go nowhere, unseen, when this one leaves the page. */
export const unsentBeside = (form) => "leaves" in form.dataset
  && [...document.querySelectorAll("[data-unsent]")].find((field) => field.form !== form && field.value.trim());

/* A field that is gone (another officer took it over, it was closed) leaves its text to be read and copied. */
export function rescue() {
  const place = document.getElementById("rescued");
  if (!place) return;
  const there = new Set([...drafts(document)].map((field) => draftKey(field)));
  const lost = [];
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (!key.startsWith(`desk:${about}:`) || there.has(key) || key.endsWith(":department")) continue;
      lost.push([key, sessionStorage.getItem(key)]);
    }
  } catch { return; }
  if (!lost.length && !place.dataset.kept) return;
  place.dataset.kept = lost.length ? "1" : "";
  place.replaceChildren(...lost.map(([key, text]) => rescued(key, text)));
}

function rescued(key, text) {
  const label = document.createElement("label"), field = document.createElement("textarea");
  const drop = document.createElement("button");
  label.className = "rescued"; label.textContent = "您刚才写的字（没有发出，可以复制）";
  field.readOnly = true; field.rows = 3; field.value = text;
  drop.type = "button"; drop.className = "plain"; drop.textContent = "不要了";
  drop.addEventListener("click", () => { sessionStorage.removeItem(key); rescue(); });
  label.append(field, drop);
  return label;
}

export function grow(field) {
  if (!("grow" in field.dataset)) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight * 0.4)}px`;
}
