// The socket only hints; this asks what changed, after every lost connection and once a minute.
import { applyAll } from "./apply.js";
import * as rows from "./rows.js";
import * as rail from "./rail.js";
import { word } from "../words.js";
import { listQuery, scope } from "./scope.js";

const EVERY_MS = 60_000;
const line = () => document.getElementById("live-line");
let since = scope.now;
let running = false;

export async function run() {
  if (running) return;
  running = true;
  try {
    const ticket = document.getElementById("ticket")?.dataset.ticket || "";
    const answer = await fetch(`/inbox/live/?${new URLSearchParams([...new URLSearchParams(listQuery()), ["since", since], ["ticket", ticket]])}`);
    if (answer.redirected) { location.reload(); return; }
    if (!answer.ok) return;
    const data = await answer.json();
    since = data.now;
    if (data.reload) await rows.reload();
    applyAll(data);
    rail.refresh();
  } catch {
    lost();
  } finally {
    running = false;
  }
}

// Also on the first connection: something may have come between the page's rendering and now.
export function connected() {
  line().hidden = true;
  run();
}

export function lost() {
  line().textContent = word("offline");
  line().hidden = false;
}

setInterval(() => { if (!document.hidden) run(); }, EVERY_MS);
document.addEventListener("visibilitychange", () => { if (!document.hidden) run(); });
