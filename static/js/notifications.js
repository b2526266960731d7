// The bell: how many notifications are unread, live; its panel; and a desktop note while another window is in front.
import { csrf } from "./http.js";
import { wordTimes } from "./when.js";

const EVERY_MS = 1000;
const bell = () => document.querySelector("#rail [data-bell]");
let timer = null;

function recount() {
  timer ??= setTimeout(async () => {
    timer = null;
    const answer = await fetch("/notifications/count/").catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { unread } = await answer.json();
    const n = bell()?.querySelector(".n");
    if (n) n.textContent = unread ? (unread > 99 ? "99+" : unread) : "";
    if (panel.matches(":popover-open")) load();
  }, EVERY_MS);
}

const panel = Object.assign(document.createElement("div"), { id: "notices-panel", className: "notices-panel", tabIndex: -1 });
panel.popover = "auto";
panel.setAttribute("role", "dialog");

async function load() {
  const answer = await fetch("/notifications/?panel=1").catch(() => null);
  if (!answer?.ok || answer.redirected) { location.assign("/notifications/"); return; }
  panel.innerHTML = await answer.text();
  panel.setAttribute("aria-label", panel.querySelector("h2")?.textContent || "");
  wordTimes(panel);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-bell]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !panel.showPopover) return;
  event.preventDefault();
  if (panel.matches(":popover-open")) { panel.hidePopover(); return; }
  if (!panel.isConnected) document.body.append(panel);
  load().then(() => { panel.showPopover(); panel.focus(); });
});
panel.addEventListener("toggle", (event) => { if (event.newState === "closed" && panel.contains(document.activeElement)) bell()?.focus(); });

// Reading from the panel stays where one is.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-notice-read]");
  if (!form || !panel.contains(form)) return;
  event.preventDefault();
  await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": csrf() } }).catch(() => null);
  await load();
  panel.focus();
  recount();
});

function state() {
  const allow = document.querySelector("[data-notify-state]");
  if (allow && "Notification" in window) allow.textContent = allow.dataset[Notification.permission] || "";
}

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-notify]") && "Notification" in window) { await Notification.requestPermission(); state(); }
});

document.addEventListener("helpdesk:live", ({ detail: hint }) => {
  if (["notice", "notices_read", "connected", "resync"].includes(hint.type)) recount();
  if (hint.type !== "notice" || !document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification(hint.text, { tag: hint.ticket ? `ticket-${hint.ticket}` : `notice-${hint.url}` });
  note.addEventListener("click", () => { window.focus(); location.assign(hint.url); note.close(); });
});

state();
