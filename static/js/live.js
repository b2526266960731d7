// The one socket of the page. Hints become "helpdesk:live" events; after a lost connection pages are told to catch up.
const WAITS = [500, 1000, 2000, 4000, 8000];
let socket = null;
let tries = 0;
let presence = null;

const tell = (detail) => document.dispatchEvent(new CustomEvent("helpdesk:live", { detail }));

function connect() {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/ws/agent/`);
  socket.addEventListener("open", () => {
    tries = 0;
    if (presence) send(presence);
    tell({ type: "connected" });
  });
  socket.addEventListener("message", (event) => tell(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    socket = null;
    if (event.code === 4401) { tell({ type: "signed-out" }); return; }
    tries += 1;
    if (tries > 1) tell({ type: "offline" });
    setTimeout(connect, WAITS[Math.min(tries - 1, WAITS.length - 1)] * (0.75 + Math.random() / 2));
  });
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

// What this page looks at: told now, kept for reconnects, renewed while the page lives.
export function look(number) {
  presence = { open: number };
  send(presence);
}

export const typing = (number, reply) => send({ open: number, typing: true, reply });

setInterval(() => { if (presence && !document.hidden) send(presence); }, 20_000);
if (document.body.dataset.user) connect();
