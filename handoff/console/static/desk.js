/* The desk in the browser: a signal comes, the page fetches its parts again and replaces only what differs.
   What somebody is typing is never touched, and every form also works without this file. */

import { drafts, dropDrafts, grow, keepDraft, rescue, restoreDrafts, sentFields, unsentBeside } from "./drafts.js";
import { chooseOutcome, fillIn } from "./filling.js";
import { ask, post } from "./asking.js";

const page = document.body;
const notice = document.getElementById("notice");
const served = new Map();
const RENEW_MS = 5 * 60 * 1000;
const SLOW_MS = 60 * 1000, QUICK_MS = 30 * 1000, SETTLE_MS = 120;
let stream = null, connected = false, timer = null, soon = null, loading = null, lastRenew = 0, composing = false;
let waitingBefore = null, away = false;

const regions = (root) => root.querySelectorAll("[data-region]");
const inPlace = (name) => document.querySelector(`[data-region="${name}"]:not([hidden])`);
const sheet = () => Boolean(page.dataset.renew);

function tell(sentence, signIn) {
  const place = document.getElementById("problem") || notice;
  place.textContent = sentence || "";
  if (signIn) {
    const link = document.createElement("a");
    link.href = "/desk/login"; link.target = "_blank"; link.rel = "noopener"; link.textContent = "打开登录页";
    place.append(" ", link);
  }
  place.hidden = !sentence;
}

/* What sticks below the head stands below it, also while it tells something. */
function measure(head) {
  new ResizeObserver(() => page.style.setProperty("--head", `${head.offsetHeight}px`)).observe(head);
}

/* What stands below the talk covers no line of it when it grows: by a refusal, or by the answer that is typed. */
function makeRoom(composer) {
  let before = composer.offsetHeight;
  new ResizeObserver(() => {
    const more = composer.offsetHeight - before;
    before += more;
    if (more > 0) window.scrollBy(0, more);
  }).observe(composer);
}

/* ---- parts ---- */

function nearEnd() {
  return window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;
}

function toEnd() {
  if (sheet()) window.scrollTo({ top: document.documentElement.scrollHeight });
}

function replace(place, fresh) {
  const open = [...place.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key);
  const typed = [...drafts(place)].map((field) => [field.dataset.draft, field.value]);
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const focus = active?.dataset.draft, [start, end] = focus ? [active.selectionStart, active.selectionEnd] : [];
  if (keyed(place) && keyed(fresh)) patch(place, fresh); else place.innerHTML = fresh.innerHTML;
  for (const name of fresh.getAttributeNames()) if (name !== "hidden") place.setAttribute(name, fresh.getAttribute(name));
  for (const key of open) place.querySelector(`details[data-key="${key}"]`)?.setAttribute("open", "");
  for (const [name, value] of typed) {
    const field = place.querySelector(`[data-draft="${name}"]`);
    if (field && value) { field.value = value; grow(field); }
  }
  const again = focus && place.querySelector(`[data-draft="${focus}"]`);
  if (again) { again.focus({ preventScroll: true }); again.setSelectionRange?.(start, end); }
  else restoreDrafts(place);
}

/* Only what is new or different is touched, so that a reader is not told the whole conversation again. */
const keyed = (place) => place.children.length > 0 && [...place.children].every((one) => "key" in one.dataset);

function patch(place, fresh) {
  const old = new Map([...place.children].map((one) => [one.dataset.key, one]));
  let at = place.firstElementChild;
  for (const one of [...fresh.children]) {
    const known = old.get(one.dataset.key), same = known?.outerHTML.replace(/ open=""/g, "") === one.outerHTML;
    const next = same ? known : one;
    old.delete(one.dataset.key);
    if (known && known === at) at = at.nextElementSibling;
    if (known && !same) known.remove();
    if (!same || next.nextElementSibling !== at) place.insertBefore(next, at);
  }
  for (const gone of old.values()) gone.remove();
}

/* Who reads further up is not torn away, but must see that there is more below. */
const newer = document.getElementById("newer");
const spoken = () => document.querySelectorAll(".thread .said").length;

function caughtUp() {
  if (newer?.hidden !== false || !nearEnd()) return;
  newer.hidden = true;
  renew(false);
}

function adopt(html) {
  const stay = nearEnd(), before = spoken();
  const fresh = new DOMParser().parseFromString(html, "text/html");
  let threadChanged = false;
  for (const part of regions(fresh)) {
    const name = part.dataset.region, place = inPlace(name), now = part.outerHTML;
    if (!place || served.get(name) === now) continue;
    if (composing && place.contains(document.activeElement)) continue;
    replace(place, part);
    served.set(name, now);
    threadChanged ||= name === "thread";
  }
  rescue();
  title();
  if (threadChanged && stay) toEnd(); else if (newer && spoken() > before) newer.hidden = false;
}

function title() {
  const state = document.querySelector("[data-waiting]")?.dataset;
  const waiting = Number(state?.waiting || 0), alarm = Number(state?.urgent || 0) ? "【紧急】" : "";
  if (page.dataset.title) document.title = `${alarm}${waiting ? `(${waiting}) ` : ""}${page.dataset.title}`;
  if (waitingBefore !== null && waiting > waitingBefore) {
    document.getElementById("said").textContent = `${alarm}有人来问，现在 ${waiting} 人在等`;
  }
  waitingBefore = waiting;
}

function reached(well) {
  const line = document.getElementById("offline"), stay = nearEnd();
  if (line && line.hidden !== well) { line.hidden = well; if (stay) toEnd(); }
}

async function refresh() {
  if (!page.dataset.part) return;
  loading?.abort();
  const mine = loading = new AbortController();
  try {
    const answer = await ask(page.dataset.part, { signal: mine.signal, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return signedOut(JSON.parse(answer.body));
    reached(answer.status < 500);
    if (away && answer.ok) signedInAgain();
    if (answer.ok) adopt(answer.body);
  } catch {
    if (!mine.signal.aborted) { connected = false; reached(false); }
  }
}

function signedOut(answer) {
  stream?.close();
  stream = null; connected = false; away = true;
  tell(answer.message, answer.sign_in);
}

/* In another window: what was said of it is no longer so, and signals come again. */
function signedInAgain() {
  away = false;
  tell("");
  listen();
}

function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(async () => { await refresh(); renew(false); }, SETTLE_MS);
}

/* ---- signals ---- */

function listen() {
  if (!page.dataset.topics || stream) return;
  const query = page.dataset.topics.split(" ").map((topic) => `topic=${encodeURIComponent(topic)}`).join("&");
  stream = new EventSource(`/desk/events?${query}`);
  stream.addEventListener("hello", () => { if (!connected) refreshSoon(); connected = true; });
  stream.addEventListener("changed", refreshSoon);
  stream.addEventListener("error", () => {
    connected = false;
    if (stream.readyState === EventSource.CLOSED) { stream = null; refreshSoon(); }
  });
}

function tick() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!stream && !document.hidden) listen();
    await refresh();
    renew(true);
    tick();
  }, connected ? SLOW_MS : QUICK_MS);
}

/* A hidden ticket page gives its connection back: a browser has only six to one address. */
function turned() {
  if (document.hidden && !("always" in page.dataset)) { stream?.close(); stream = null; connected = false; return; }
  if (!document.hidden) { listen(); refreshSoon(); tick(); }
}

/* Also from another tab: what is mine stays mine while its page is open. Only what was in sight counts as read,
   and no line that came meanwhile: the page tells which one is the last it shows. */
async function renew(slowly) {
  const mine = document.querySelector('[data-region="act"]')?.dataset.mine;
  if (!sheet() || !mine || (slowly && Date.now() - lastRenew < RENEW_MS)) return;
  lastRenew = Date.now();
  const heard = document.querySelector(".thread")?.dataset.heard ?? "";
  const body = new URLSearchParams(document.hidden || newer?.hidden === false ? {} : { seen: heard });
  await fetch(page.dataset.renew, { method: "POST", body, headers: { "X-Desk": "1" } }).catch(() => {});
}

/* ---- acts ---- */

async function send(form) {
  const sent = sentFields(form);
  const said = await post(form);
  if (!said) return;
  if (said.ok) await went(form, sent, said.then);
  else { tell(said.message, said.sign_in); if (said.look) await refresh(); }
}

/* Who takes a matter is going to write, and has a keyboard: one on the screen would hide what was said. */
const toWrite = (form) => form.action.endsWith("/claim") && matchMedia("(pointer: fine)").matches ? "#answer" : "";

async function went(form, sent, then) {
  tell("");
  dropDrafts(sent);
  if (then && (then !== location.pathname || !page.dataset.part)) { location.assign(then + toWrite(form)); return; }
  form.closest("details")?.removeAttribute("open");
  await refresh();
  toEnd();
  if ("stay" in form.dataset || form.classList.contains("bar-form")) document.getElementById("answer")?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("leave" in form.dataset) { try { sessionStorage.clear(); } catch { /* nothing was kept */ } return; }
  if (!("act" in form.dataset)) return;
  event.preventDefault();
  const unsent = unsentBeside(form);
  if (unsent) stopAt(unsent); else send(form);
});

function stopAt(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  tell(`${field.dataset.unsent}。先发出去；不要的话清空再办。`);
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.draft && page.dataset.drafts) { keepDraft(event.target); grow(event.target); }
  if (event.target.dataset?.unsent && !event.target.value) tell("");  // nothing is left to be sent
});
document.addEventListener("compositionstart", () => { composing = true; });
document.addEventListener("compositionend", () => { composing = false; });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[data-act]");
  if (form) { event.preventDefault(); form.requestSubmit(); }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fill], [data-outcome], [data-shows]"), { fill, outcome, shows } = button?.dataset || {};
  const answer = document.getElementById("answer"), panel = document.getElementById(shows);
  if (fill && answer) fillIn(answer, fill, button);
  if (outcome) chooseOutcome(button.form, outcome);
  if (panel) { event.preventDefault(); show(panel); }
});

function show(panel) {
  panel.open = true;
  panel.scrollIntoView({ block: "start" });
  panel.querySelector("summary").focus({ preventScroll: true });
}

newer?.addEventListener("click", () => { toEnd(); document.getElementById("answer")?.focus({ preventScroll: true }); });
document.addEventListener("scroll", caughtUp, { passive: true });

document.addEventListener("toggle", (event) => {
  if (event.target.classList?.contains("suggestions") && event.target.open) toEnd();
}, true);

/* ---- begin ---- */

if (notice) measure(notice.parentElement);
for (const part of regions(document)) if (part.hidden) part.remove(); else served.set(part.dataset.region, part.outerHTML);
if (page.dataset.part) {
  if (sheet()) makeRoom(document.getElementById("composer"));
  restoreDrafts(document);
  rescue();
  title();
  toEnd();
  if (location.hash === "#answer") document.getElementById("answer")?.focus({ preventScroll: true });
  listen();
  tick();
  renew(false);
  document.addEventListener("visibilitychange", turned);
  window.addEventListener("pagehide", () => { stream?.close(); stream = null; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) turned(); });
}
