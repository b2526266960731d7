// The numbers beside the views: read again at most every two seconds, only their text changes.
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
    const old = document.querySelector(`#rail a.view[href="${CSS.escape(view.getAttribute("href"))}"] .n`);
    const now = view.querySelector(".n");
    if (old && now && old.textContent !== now.textContent) old.replaceWith(now);
  }
}

document.querySelector("#rail .view[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
