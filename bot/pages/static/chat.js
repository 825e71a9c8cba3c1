// Keeps one conversation up to date and sends without leaving the page. Everything works without it.
"use strict";
(() => {
  const talk = document.querySelector(".talk");
  const bubbles = document.getElementById("bubbles");
  const scroll = talk.querySelector(".scroll");
  const status = document.getElementById("status");
  const spoken = document.getElementById("spoken");
  const form = document.getElementById("say");
  const text = document.getElementById("text");
  const files = form.elements.files;
  const picked = document.getElementById("picked");
  const query = `chat=${encodeURIComponent(talk.dataset.chat)}&show=${talk.dataset.shown}`;
  const random = () => crypto.getRandomValues(new Uint32Array(2)).join("");
  let stamp = form.elements.stamp.value.replace(/-s$/, "");
  let asked = 0;

  // Draw only what changed, so that focus and reading are not disturbed.
  function patch(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    stamp = fresh.getElementById("fresh").dataset.stamp;
    const wanted = [...fresh.querySelectorAll("li[id]")];
    const keep = new Set(wanted.map((item) => item.id));
    for (const item of [...bubbles.children]) if (!keep.has(item.id)) item.remove();
    const heard = [];
    wanted.forEach((item, place) => {
      let shown = document.getElementById(item.id);
      if (!shown || shown.dataset.v !== item.dataset.v || shown.className !== item.className) {
        const focused = shown && shown.contains(document.activeElement);
        if (shown) shown.replaceWith(item); else heard.push(item);
        shown = item;
        if (focused) text.focus();
      }
      if (bubbles.children[place] !== shown) bubbles.insertBefore(shown, bubbles.children[place] || null);
    });
    const words = heard.filter((item) => item.matches(".bot")).map((item) => item.querySelector(".bubble").innerText);
    if (words.length) spoken.textContent = words.join("\n");
    if (heard.length) scroll.scrollTop = 0;
  }

  async function refresh() {
    const mine = ++asked;
    const answer = await fetch(`/chat/lines?${query}`);
    if (answer.status === 401) { location.reload(); return; }
    if (answer.ok && mine === asked) patch(await answer.text());
  }

  async function send(data) {
    data.set("script", "1");
    data.set("stamp", `${stamp}-${random()}`);
    status.textContent = data.getAll("files").some((file) => file.size) ? "正在上传…" : "正在发送…";
    let answer;
    try {
      answer = await fetch("/chat", { method: "POST", body: data });
    } catch {
      status.textContent = "网络不通,没有发出去。请过一会儿再按“发送”。";
      return false;
    }
    if (answer.status === 204) { status.textContent = ""; await refresh(); return true; }
    const said = (await answer.text()).trim();
    status.textContent = /[\u4e00-\u9fff]/.test(said) && said.length < 200 ? said : "没有发出去,请刷新页面再试。";
    return false;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text.value.trim() && !files.files.length) { text.focus(); return; }
    const button = form.querySelector("button");
    button.disabled = true;
    if (await send(new FormData(form))) { form.reset(); form.elements.reply_to.value = ""; picked.textContent = ""; document.getElementById("quote")?.remove(); }
    button.disabled = false;
    text.focus();
  });
  document.getElementById("press").addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(event.target);
    data.set("press", event.submitter.value);
    event.submitter.disabled = true;
    await send(data);
    event.submitter.disabled = false;
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  files.addEventListener("change", () => {
    picked.textContent = files.files.length ? `已选 ${files.files.length} 个:${[...files.files].map((f) => f.name).join("、")}` : "";
  });
  bubbles.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link) return;
    event.preventDefault();
    form.elements.reply_to.value = link.dataset.reply;
    document.getElementById("quote")?.remove();
    const quote = document.createElement("p");
    quote.id = "quote"; quote.className = "quote row apart";
    const words = document.createElement("span");
    words.textContent = `回复:${link.closest("li").querySelector(".words").innerText.slice(0, 40)}`;
    const off = document.createElement("button");
    off.type = "button"; off.className = "btn plain"; off.textContent = "不引用了";
    off.addEventListener("click", () => { quote.remove(); form.elements.reply_to.value = ""; });
    quote.append(words, off);
    form.before(quote);
    text.focus();
  });

  const live = new EventSource(`/chat/live?${query}`);
  live.addEventListener("message", refresh);
  live.addEventListener("error", () => { 
    if (live.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    status.textContent = "和系统断开了,请刷新页面。";
    refresh().catch(() => {});
  });
  live.addEventListener("open", () => { if (status.textContent.startsWith("和系统")) status.textContent = ""; });
})();
