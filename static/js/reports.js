// A report reads its figures again when something happened, at most once a second (or data-pause), and every 15 s for
// the clock's sake. What is folded open stays open, the focus stays where it is.
import { wordTimes } from "./when.js";

const CLOCK_MS = 15_000;
const box = document.querySelector("[data-live-report]");
const PAUSE_MS = Number(box?.dataset.pause ?? 1000);
let last = 0;
let timer = null;
let busy = false;
let again = false;

async function read() {
  timer = null;
  if (busy) { again = true; return; }
  busy = true;
  last = Date.now();
  try {
    const answer = await fetch(box.dataset.liveReport, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    const ok = answer.ok && !answer.redirected;
    if (ok) show(await answer.text());
    tell({ ok, signedOut: answer.redirected });
  } catch (error) {
    // Offline: the socket's module says so; the next tick tries again.
    console.debug("The figures could not be read", error);
    tell({ ok: false, signedOut: false });
  } finally {
    busy = false;
    if (again) { again = false; soon(); }
  }
}

// Whoever shows how fresh the figures are (wall.js) hears of every try.
const tell = (detail) => document.dispatchEvent(new CustomEvent("helpdesk:report", { detail }));

function show(html) {
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  wordTimes(fresh.content);
  const open = [...box.querySelectorAll("details")].map((one) => one.open);
  const scrolled = [...box.querySelectorAll(".table-wrap, .chart-scroll")].map((one) => [one.scrollTop, one.scrollLeft]);
  box.replaceChildren(fresh.content);
  box.querySelectorAll("details").forEach((one, index) => { one.open = open[index] ?? false; });
  box.querySelectorAll(".table-wrap, .chart-scroll").forEach((one, index) => one.scrollTo(scrolled[index]?.[1] ?? 0, scrolled[index]?.[0] ?? 0));
  if (focused) box.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

// On a phone the tabs go on beyond the screen.
document.querySelector(".report-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

function soon() {
  if (timer === null) timer = setTimeout(read, Math.max(0, last + PAUSE_MS - Date.now()));
}

if (box) {
  document.addEventListener("helpdesk:live", (event) => {
    if (["ticket", "remove", "resync", "connected", "offline", "follow-up"].includes(event.detail.type)) soon();
  });
  setInterval(() => { if (!document.hidden) soon(); }, CLOCK_MS);
  window.addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
}
