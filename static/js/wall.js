// The wallboard: says whether its figures are live or of when they are, fills the screen (f, Esc leaves), keeps it awake.
import { lang } from "./when.js";
import { key } from "./shortcuts.js";

// Figures are read every 15 s at the latest; twice that and a little is too long.
const STALE_MS = 40_000;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const wall = document.querySelector("[data-wall]");
let readAt = Date.now();
let failed = false;
let signedOut = false;

function tell() {
  const state = signedOut ? "out" : failed || Date.now() - readAt > STALE_MS ? "stale" : "live";
  wall.classList.toggle("is-stale", state !== "live");
  for (const one of wall.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
  for (const time of wall.querySelectorAll("[data-read-at]")) {
    time.dateTime = new Date(readAt).toISOString();
    time.textContent = clock.format(readAt);
  }
}

document.addEventListener("helpdesk:report", (event) => {
  failed = !event.detail.ok;
  signedOut = event.detail.signedOut;
  if (event.detail.ok) readAt = Date.now();
  tell();
});
setInterval(tell, 1000);
tell();

const setFull = (on) => document.body.classList.toggle("wall-full", on);

async function toggleFull() {
  if (document.fullscreenElement) { await document.exitFullscreen(); return; }
  if (document.body.classList.contains("wall-full")) { setFull(false); return; }
  setFull(true);
  try {
    await document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
  } catch (error) {
    // The browser gives no full screen (a frame, a phone): without navigation it is nearly one.
    console.debug("No full screen", error);
  }
}

document.addEventListener("fullscreenchange", () => setFull(Boolean(document.fullscreenElement)));
wall.querySelector("[data-wall-full]").addEventListener("click", toggleFull);
key("f", () => { toggleFull(); });
key("Escape", () => { setFull(false); });

// The lock goes whenever the page is hidden, and is asked for again when it is back.
async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch (error) {
    // Battery low, or not allowed: the screen's own settings decide.
    console.debug("The screen may fall asleep", error);
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
