const script = document.currentScript || document.querySelector('script[data-inbox][src*="/chat/widget.js"]');
const inbox = script && script.dataset.inbox;
if (!inbox || window.__helpdeskChat) return;
window.__helpdeskChat = true;

const origin = new URL(script.src, location.href).origin;
const socketUrl = origin.replace(/^http/, "ws") + "/ws/chat/";
const language = script.dataset.language || document.documentElement.lang || navigator.language || "";
const KEY = "helpdesk-chat:" + inbox;
const PING_MS = 20000, PONG_MS = 10000, ACK_MS = 15000;

// -- what the browser keeps; several tabs share it
let memory = null; // in place of a storage that is off or full
const stored = () => {
  try { return memory || JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
};
const keep = (change) => {
  const next = stored();
  change(next);
  try { localStorage.setItem(KEY, JSON.stringify(next)); } catch { memory = next; }
};
const queue = () => stored().queue || [];
const isPhone = () => matchMedia("(max-width:480px)").matches;
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
