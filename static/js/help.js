// The chat is fetched when somebody wants it; the page itself works without a script.
for (const item of document.querySelectorAll("[data-chat]")) {
  const button = item.querySelector("button");
  item.hidden = false;
  button.addEventListener("click", () => {
    const launch = () => document.getElementById("helpdesk-chat")?.shadowRoot.querySelector(".launch");
    if (launch()) { launch().click(); return; }
    button.setAttribute("aria-busy", "true");
    const script = document.createElement("script");
    script.src = "/chat/widget.js";
    script.dataset.inbox = button.dataset.inbox;
    script.dataset.language = button.dataset.language;
    const watch = new MutationObserver(() => {
      if (!launch()) return;
      watch.disconnect();
      button.removeAttribute("aria-busy");
      if (launch().getAttribute("aria-expanded") !== "true") launch().click();
    });
    watch.observe(document.body, { childList: true });
    document.head.append(script);
  });
}
