/* A question goes out as JSON with its own id, so that sending again is the same message; what is new comes as HTML.
   What could not be sent stays on the page, also over a reload, and goes out in order once the line is back; but
   after PATIENCE_MS nobody is left to believe that it is on its way. */

const thread = document.getElementById("thread");
const form = document.getElementById("ask");
const text = document.getElementById("text");
const problem = document.getElementById("problem");
const size = document.getElementById("size");
const NETWORK = "网络不通，连上以后会自动发出去。";
const WAITING = "waiting", DRAFT = "draft";
const UNSENT = "没有发出去，写的字还在。点“再发一次”，不会重复。";
const LOOK_MS = 60 * 1000, AGAIN_MS = 3000, PATIENCE_MS = 20 * 1000;
let waiting = kept(), sending = false, syncing = null, syncAgain = false, later = null, look = null, events = null;
let until = 0, refusal = ""; // when what is on its way is given up, and what the bureau said of it

const lastId = () => [...thread.querySelectorAll("li[data-id]")].pop()?.dataset.id || "0";
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const bubbleOf = (message) => thread.querySelector(`li[data-own="${message.id}"]`);

const nearEnd = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 80;
const toEnd = () => window.scrollTo(0, document.documentElement.scrollHeight);

/* Whatever changes its height below or above what is read: the end stays in sight, or the line that is on top. */
function inPlace(change) {
  const stay = nearEnd(), top = [...thread.children].find((line) => line.getBoundingClientRect().bottom > 100);
  const before = top?.getBoundingClientRect().top;
  change();
  if (stay) toEnd(); else if (top) window.scrollBy(0, top.getBoundingClientRect().top - before);
}

function say(words) {
  inPlace(() => {
    problem.textContent = words || "";
    problem.hidden = !words;
  });
}

/* As fetch, but nobody waits for ever for a server that says nothing. */
async function ask(address, options) {
  const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, { ...options, signal: patience.signal });
    return { ok: answer.ok, status: answer.status, body: await answer.text() };
  } finally { clearTimeout(timer); }
}

/* A long answer is shown from its beginning, below the question; a short one at the bottom. */
function toNewest() {
  const newest = thread.lastElementChild;
  const tall = newest.getBoundingClientRect().height > window.innerHeight * 0.6;
  const question = newest.previousElementSibling;
  if (tall) (question || newest).scrollIntoView({ block: "start" }); else toEnd();
}

/* ---- kept in this tab ---- */

function kept() {
  try {
    const messages = JSON.parse(sessionStorage.getItem(WAITING) || "[]");
    return Array.isArray(messages) ? messages.filter((one) => one?.id && typeof one.label === "string") : [];
  } catch { return []; }
}

function store(name, words) {
  try { sessionStorage.setItem(name, words); } catch { /* no storage: the page itself still holds it */ }
}

function keptDraft() {
  try { return sessionStorage.getItem(DRAFT) || ""; } catch { return ""; }
}

/* ---- what is new ---- */

async function fetchNew() {
  const answer = await ask("/chat/thread?after=" + lastId(), { headers: { accept: "text/html" } });
  if (answer.status === 401) return say("页面太久没有动，请刷新一下。");
  if (!answer.ok) throw new Error(String(answer.status));
  const news = document.createElement("template");
  news.innerHTML = answer.body;
  const status = news.content.querySelector("#status");
  if (status) document.getElementById("status").replaceWith(status);
  if (problem.textContent.startsWith("网络")) say("");
  thread.querySelectorAll(".sent").forEach((bubble) => bubble.remove()); // they are in the thread, now or before
  const lines = [...news.content.children];
  if (lines.length) {
    const unsent = thread.querySelector("li[data-own]");
    for (const line of lines) thread.insertBefore(line, unsent);
    toNewest();
  }
  listen();
}

/* Nothing can come of itself before the first word; a stream that was refused or broke off is tried again later. */
function listen() {
  if (lastId() === "0" || (events && events.readyState !== EventSource.CLOSED)) return;
  events = new EventSource("/chat/events");
  events.addEventListener("changed", async () => { await sync(); flush(); });
}

function lookAgain() {
  say("网络不太好，正在重连……");
  clearTimeout(look);
  look = setTimeout(() => { if (!document.hidden) sync(); }, AGAIN_MS);
}

async function sync() {
  if (syncing) { syncAgain = true; return syncing; }
  syncing = fetchNew().catch(lookAgain).finally(() => { syncing = null; });
  await syncing;
  if (syncAgain) { syncAgain = false; return sync(); }
}

/* ---- what is said ---- */

function show(message) {
  thread.insertAdjacentHTML("beforeend", '<li class="me waiting"><div class="bubble"></div></li>');
  const line = thread.lastElementChild;
  line.dataset.own = message.id;
  line.firstElementChild.textContent = message.label;
  toNewest();
}

function post(said, label) {
  const message = { id: newId(), label, ...said };
  waiting.push(message);
  store(WAITING, JSON.stringify(waiting));
  show(message);
  flush();
}

function forget(message) {
  waiting = waiting.filter((one) => one.id !== message.id);
  store(WAITING, JSON.stringify(waiting));
}

/* One after another, in the order in which they were said. */
async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(later);
  until = until || Date.now() + PATIENCE_MS;
  waiting.forEach((message) => unsent(message, false));
  while (waiting.length && await sent(waiting[0])) until = Date.now() + PATIENCE_MS;
  sending = false;
  if (!waiting.length) until = 0;
  else if (Date.now() < until) later = setTimeout(flush, AGAIN_MS);
  else giveUp();
}

function giveUp() {
  until = 0;
  inPlace(() => waiting.forEach((message) => unsent(message, true)));
  say(refusal || UNSENT);
  inPlace(() => problem.append(...elsewhere()));
}

/* Who cannot wait for the line has a telephone in the hand. */
function elsewhere() {
  const { phone } = problem.dataset, link = document.createElement("a");
  link.className = "tel";
  link.href = `tel:${phone.replace(/-/g, "")}`;
  link.textContent = phone;
  return phone ? ["着急就打 ", link, "。"] : [];
}

/* Only the first is to be tapped: the others follow it. */
function unsent(message, is) {
  const line = bubbleOf(message);
  line?.classList.toggle("unsent", is);
  line?.querySelector(".again")?.remove();
  if (is && message === waiting[0]) line?.insertAdjacentHTML("beforeend", '<button type="button" class="again">再发一次</button>');
}

async function sent(message) {
  const { label, ...said } = message;
  let answer;
  try {
    answer = await ask("/chat", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said),
    });
  } catch {
    refusal = "";
    say(NETWORK);
    return false;
  }
  if (answer.ok) {
    forget(message);
    bubbleOf(message)?.classList.add("sent");
    say("");
    await sync();
    return true;
  }
  refusal = problemIn(answer.body);
  say(refusal || "没有发出去，正在再试。");
  if (answer.status === 429) until = Date.now() + PATIENCE_MS;
  if (answer.status === 401) until = 0;
  if (answer.status === 400 || answer.status === 413) {
    forget(message);
    bubbleOf(message)?.remove();
    if (!text.value) { text.value = label; typed(); }
    return true;
  }
  return false;
}

function problemIn(body) {
  try { return JSON.parse(body).problem || ""; } catch { return ""; }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value) return post({ text: event.submitter.value }, event.submitter.value);
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  typed();
  post({ text: words }, words);
});

thread.addEventListener("submit", (event) => {
  event.preventDefault();
  const tapped = event.submitter;
  const label = tapped.dataset.label || tapped.value;
  post(tapped.name === "choice" ? { choice: tapped.value, text: label } : { text: tapped.value }, label);
});

thread.addEventListener("click", (event) => { if (event.target.closest(".again")) flush(); });

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});

function grow() {
  inPlace(() => {
    text.style.height = "auto";
    text.style.height = Math.min(text.scrollHeight + 2, window.innerHeight * 0.3) + "px";
  });
}

function typed() {
  grow();
  store(DRAFT, text.value);
}
text.addEventListener("input", typed);

/* ---- large letters ---- */

function setSize(big) {
  inPlace(() => document.documentElement.classList.toggle("big", big));
  size.setAttribute("aria-pressed", String(big));
  grow();
}

size.addEventListener("click", () => {
  const big = !document.documentElement.classList.contains("big");
  try { localStorage.setItem("big", big ? "1" : "0"); } catch { /* it holds for this page then */ }
  setSize(big);
});

/* ---- begin ---- */

if (!text.value) text.value = keptDraft();
try { setSize(localStorage.getItem("big") === "1"); } catch { setSize(false); }
waiting.forEach(show);
if (lastId() !== "0") toNewest();
listen();
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sync(); });
setInterval(() => { if (!document.hidden || (events && events.readyState !== EventSource.OPEN)) sync(); }, LOOK_MS);
flush();
