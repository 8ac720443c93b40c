/* What is asked of the server: nobody waits for ever, a slow one is seen to be slow, and what is done once
   however often it is asked is silently asked once more. */

const PATIENCE_MS = 20 * 1000, SLOW_MS = 500, AGAIN_MS = 1000;
const LOST = "网络不通，没有发出去。", SILENT = "等了 20 秒没有回音，还不知道成没成。", KEPT = "写的字还在，";
const busy = new Set(), tried = new Map();  // by address: a form may be another one by now

/* As fetch, with the whole body; an error when it took longer than somebody waits. */
export async function ask(address, options = {}, patience = PATIENCE_MS) {
  const limit = new AbortController(), timer = setTimeout(() => limit.abort(), patience);
  options.signal?.addEventListener("abort", () => limit.abort());
  try {
    const answer = await fetch(address, { ...options, headers: { "X-Desk": "1" }, signal: limit.signal });
    return { ok: answer.ok, status: answer.status, body: await answer.text() };
  } catch (error) {
    throw limit.signal.aborted ? new DOMException("no answer", "TimeoutError") : error;
  } finally { clearTimeout(timer); }
}

/* What came of a form: ok and where to go, or the sentence to tell and whether to look again; nothing while it is out.
   When no answer came the act may yet have been done: trying again uses the same key, so that it is done once. */
export async function post(form) {
  const address = form.action, body = new URLSearchParams(new FormData(form));
  if (busy.has(address)) return null;
  busy.add(address);
  const rest = showBusy(form.querySelector("button:not([type])"));
  if (tried.has(address)) body.set("key", tried.get(address));
  if (body.has("key")) tried.set(address, body.get("key"));
  try {
    const answer = await patiently(address, body, "again" in form.dataset);
    if (answer.status < 500) tried.delete(address);
    return { ...told(answer), ok: answer.ok, look: answer.status === 409 };
  } catch (error) {
    const kept = form.querySelector("textarea, [data-draft]") ? KEPT : "";
    if (error.name !== "TimeoutError") return { message: `${LOST}${kept}请再试一次。` };
    return { message: SILENT + kept + ("again" in form.dataset ? "再点一次，不会重复。" : "看一眼再点。"), look: true };
  } finally {
    busy.delete(address);
    rest();
  }
}

async function patiently(address, body, again) {
  const until = Date.now() + PATIENCE_MS;
  const once = (patience) => ask(address, { method: "POST", body }, patience);
  if (!again) return once(PATIENCE_MS);
  const first = await once(PATIENCE_MS / 2).catch(() => null);
  if (first && first.status < 500) return first;
  await new Promise((rested) => setTimeout(rested, AGAIN_MS));
  return once(until - Date.now());
}

function told(answer) {
  try { return JSON.parse(answer.body); } catch {
    return { message: `没有办成（${answer.status}），写的字还在，请再试一次。` };
  }
}

/* A quick answer shows nothing of it; a slow one “…” in a button that stays as wide as it was. */
function showBusy(button) {
  if (!button) return () => {};
  const slow = setTimeout(() => {
    button.classList.add("slow");
    document.getElementById("said").textContent = "正在发送";
  }, SLOW_MS);
  button.disabled = true;
  return () => { clearTimeout(slow); button.classList.remove("slow"); button.disabled = false; };
}
