// A question goes out as JSON with its own id, so a retry is the same message; what is new is fetched as HTML.
"use strict";
(() => {
  const thread = document.getElementById("thread");
  const form = document.getElementById("ask");
  const text = document.getElementById("text");
  const problem = document.getElementById("problem");
  const size = document.getElementById("size");
  let syncing = null;
  let again = false;

  const lastId = () => [...thread.querySelectorAll("li[data-id]")].at(-1)?.dataset.id || "0";
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function say(words) {
    problem.textContent = words || "";
    problem.hidden = !words;
  }

  function toNewest() {
    const newest = thread.lastElementChild;
    if (!newest) return;
    // A long answer is shown from its beginning, below the question; a short one at the bottom.
    const tall = newest.getBoundingClientRect().height > window.innerHeight * 0.6;
    (tall ? newest.previousElementSibling || newest : newest).scrollIntoView({ block: tall ? "start" : "end" });
    window.scrollBy(0, tall ? -70 : 90);
  }

  async function fetchNew() {
    const answer = await fetch("/chat/thread?after=" + lastId(), { headers: { accept: "text/html" } });
    if (answer.status === 401) return say("页面太久没有动，请刷新一下。");
    if (!answer.ok) throw new Error(String(answer.status));
    const html = (await answer.text()).trim();
    if (!html) return;
    thread.querySelectorAll(".waiting").forEach((bubble) => bubble.remove());
    thread.insertAdjacentHTML("beforeend", html);
    toNewest();
  }

  async function sync() {
    if (syncing) { again = true; return syncing; }
    syncing = fetchNew().catch(() => say("网络不太好，正在重连……")).finally(() => { syncing = null; });
    await syncing;
    if (again) { again = false; return sync(); }
  }

  async function post(said, label) {
    const message = { id: newId(), ...said };
    thread.insertAdjacentHTML("beforeend", '<li class="me waiting"><div class="bubble"></div></li>');
    const bubble = thread.lastElementChild;
    bubble.firstElementChild.textContent = label;
    toNewest();
    for (const pause of [0, 1000, 3000]) {
      await new Promise((done) => setTimeout(done, pause));
      try {
        const answer = await fetch("/chat", {
          method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(message),
        });
        if (answer.ok) { say(""); await sync(); return true; }
        const told = await answer.json().catch(() => ({}));
        bubble.remove();
        say(told.problem || "没有发出去，请再试一次。");
        return false;
      } catch { /* the network: try again with the same id */ }
    }
    bubble.remove();
    say("网络不通，话还在框里，请过一会儿再发。");
    return false;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return;
    text.value = "";
    grow();
    if (!(await post({ text: words }, words)) && !text.value) { text.value = words; grow(); }
  });

  thread.addEventListener("submit", (event) => {
    event.preventDefault();
    const tapped = event.submitter;
    const label = tapped.dataset.label || tapped.value;
    post(tapped.name === "choice" ? { choice: tapped.value, text: label } : { text: tapped.value }, label);
  });

  document.getElementById("person").addEventListener("click", () => post({ text: "人工" }, "人工"));

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });

  function grow() {
    text.style.height = "auto";
    text.style.height = Math.min(text.scrollHeight + 2, 140) + "px";
  }
  text.addEventListener("input", grow);

  function setSize(big) {
    document.documentElement.classList.toggle("big", big);
    size.setAttribute("aria-pressed", String(big));
  }
  setSize(localStorage.getItem("big") === "1");
  size.addEventListener("click", () => {
    const big = !document.documentElement.classList.contains("big");
    localStorage.setItem("big", big ? "1" : "0");
    setSize(big);
  });

  const events = new EventSource("/chat/events");
  events.addEventListener("changed", sync);
  setInterval(() => { if (events.readyState !== EventSource.OPEN) sync(); }, 30000);
  if (lastId() !== "0") toNewest();
})();
