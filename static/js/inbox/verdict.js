// Lists whose rows only the server can decide on (saved views, searches): what changed is asked about, some at a time.
import { listQuery } from "./scope.js";

const WAIT_MS = 1000;
const MOST = 100;
const asked = new Map();
let timer = null;

// `tell(fresh, hint)` is called with `hint.here` once it is known.
export function ask(fresh, hint, tell) {
  asked.delete(hint.ticket);
  asked.set(hint.ticket, { fresh: fresh.cloneNode(true), hint, tell });
  timer ??= setTimeout(run, WAIT_MS);
}

async function run() {
  timer = null;
  const some = [...asked.values()].slice(0, MOST);
  for (const { hint } of some) asked.delete(hint.ticket);
  if (asked.size) timer = setTimeout(run, WAIT_MS);
  const query = new URLSearchParams(listQuery());
  query.set("n", some.map(({ hint }) => hint.ticket).join(","));
  // What isn't answered now is found by the next catch-up.
  const answer = await fetch(`/inbox/here/?${query}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { here } = await answer.json();
  for (const { fresh, hint, tell } of some) if (hint.ticket in here) tell(fresh, { ...hint, here: here[hint.ticket] });
}
