// The drill: several people talk through the drill's own interface; time moves only on a press.
"use strict";
(() => {
  const board = document.getElementById("board");
  const columns = [...board.querySelectorAll("section")];
  const status = document.getElementById("status");
  const clock = document.getElementById("clock");
  const advance = document.getElementById("advance");
  const spoken = document.getElementById("spoken");
  const who = columns.map((column) => `who=${encodeURIComponent(column.dataset.person)}`).join("&");
  const random = () => crypto.getRandomValues(new Uint32Array(3)).join("");
  let newest = Number(board.dataset.newest);
  let busy = false;

  async function call(path, body) {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.error || "没有办成,请再试一次。");
    return said;
  }

  // One thing at a time: the clock stands still until everything due has happened.
  async function during(words, work) {
    if (busy) return;
    busy = true;
    status.textContent = words;
    try { await work(); status.textContent = ""; await redraw(); }
    catch (error) { status.textContent = error.message; }
    busy = false;
  }

  function draw(column, html) {
    const list = column.querySelector(".bubbles");
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const wanted = [...fresh.querySelectorAll("li[id]")];
    const shown = new Map([...list.children].map((item) => [item.id, item]));
    const heard = wanted.filter((item) => !shown.has(item.id));
    list.replaceChildren(...wanted.map((item) => {
      const old = shown.get(item.id);
      return old && old.dataset.v === item.dataset.v && old.className === item.className ? old : item;
    }));
    if (heard.length) column.querySelector(".scroll").scrollTop = 0;
    return heard.filter((item) => item.matches(".bot")).map((item) => `${column.dataset.person}:${item.querySelector(".bubble")?.innerText ?? ""}`);
  }

  async function redraw() {
    const answer = await fetch(`/drill/board?${who}`);
    if (!answer.ok) return;
    const now = await answer.json();
    clock.textContent = now.clock;
    newest = now.newest;
    advance.dataset.next = now.next;
    advance.dataset.tomorrow = now.tomorrow;
    advance.querySelector("[data-to=next]").disabled = !now.next;
    const words = columns.flatMap((column) => draw(column, now.columns[column.dataset.person]));
    if (words.length) spoken.textContent = words.join("\n");
  }

  const base64 = (file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, base64: reader.result.slice(reader.result.indexOf(",") + 1) });
    reader.onerror = () => failed(new Error("文件读不出来,请换一个。"));
    reader.readAsDataURL(file);
  });

  for (const column of columns) {
    const person = column.dataset.person;
    const say = column.querySelector("[data-say]");
    const { text, files } = say.elements;
    say.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!text.value.trim() && !files.files.length) return;
      during("正在发送…", async () => {
        const attachments = await Promise.all([...files.files].map(base64));
        await call("/drill/say", { person, text: text.value, message_id: `p${newest}-${random()}`, attachments });
        say.reset();
        say.querySelector("[data-picked]").textContent = "";
      });
    });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say.requestSubmit(); }
    });
    files.addEventListener("change", () => { say.querySelector("[data-picked]").textContent = files.files.length ? `已选 ${files.files.length} 个` : ""; });
    column.querySelector("[data-press]").addEventListener("submit", (event) => {
      event.preventDefault();
      const [, seq, button] = event.submitter.value.match(/^(\d+):(.*)$/s);
      during("正在发送…", () => call("/drill/press", { person, button, seq: Number(seq) }));
    });
  }

  advance.addEventListener("submit", (event) => event.preventDefault());
  advance.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { minutes, to } = button.dataset;
    const typed = advance.elements.to.value;
    if (to === "typed" && !typed) { status.textContent = "请先选一个时间。"; return; }
    const until = { next: advance.dataset.next, tomorrow: advance.dataset.tomorrow, typed }[to];
    for (const open of advance.querySelectorAll("details[open]")) open.open = false;
    during("正在快进,等每件到点的事办完…", () => call("/drill/advance", minutes ? { minutes: Number(minutes) } : { to: until }));
  });

  // On a phone one person at a time.
  document.getElementById("faces").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    for (const other of link.parentElement.children) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    for (const column of columns) column.classList.toggle("shown", `#${column.id}` === link.hash);
  });
  setInterval(() => { if (!busy && !document.hidden) redraw().catch(() => {}); }, 5000);
})();
