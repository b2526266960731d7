// What the list shows, and whether a changed ticket belongs in it: the same rules as tickets/views/listing.py.
export const scope = JSON.parse(document.getElementById("scope")?.textContent || "{}");
export const listQuery = () => document.getElementById("list")?.dataset.query || "";

const UNRESOLVED = new Set(["new", "open", "pending", "on_hold"]);

// true, false, or null where only the server knows.
export function belongs(facts) {
  if (!scope.live) return null;
  if (!(scope.all || scope.teams.includes(facts.team) || facts.assignee === scope.user)) return false;
  if (scope.team && facts.team !== scope.team) return false;
  if (scope.channel && facts.channel !== scope.channel) return false;
  if (scope.assignee && facts.assignee !== scope.assignee) return false;
  const unresolved = UNRESOLVED.has(facts.status);
  const active = unresolved && !facts.spam && !facts.snoozed;
  switch (scope.view) {
    case "mine": return active && facts.assignee === scope.user;
    case "unassigned": return active && !facts.assignee;
    case "open": return active;
    case "waiting": return active && ["pending", "on_hold"].includes(facts.status);
    case "snoozed": return unresolved && facts.snoozed && !facts.spam;
    case "attention": return facts.attention && !facts.spam;
    case "callbacks": return unresolved && facts.callback && !facts.spam;
    case "resolved": return !unresolved && !facts.spam;
    case "spam": return facts.spam;
    case "all": return true;
  }
  return null;
}
