// The numbers beside the views: read again at most every two seconds. Only they change, and which rare views there are.
const EVERY_MS = 2000;
let timer = null;
let last = 0;

export function refresh() {
  if (timer) return;
  timer = setTimeout(run, Math.max(300, EVERY_MS - (Date.now() - last)));
}

async function run() {
  timer = null;
  last = Date.now();
  const answer = await fetch("/inbox/rail/", { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const view of fresh.querySelectorAll("#rail a.view")) {
    const shown = document.querySelector(`#rail a.view[href="${CSS.escape(view.getAttribute("href"))}"]`);
    const old = shown?.querySelector(".n");
    const now = view.querySelector(".n");
    if (shown) shown.hidden = view.hidden && !shown.hasAttribute("aria-current");
    if (old && now && old.outerHTML !== now.outerHTML) old.replaceWith(now);
  }
}

for (const here of document.querySelectorAll("#rail .view[aria-current], .settings-nav [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });
