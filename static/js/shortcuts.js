// Single keys, never while somebody types. Pages say what a key does by registering it.
const keys = new Map();

export const key = (name, act) => keys.set(name, act);

export const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog[open]");

// Where one was before typing: Escape leads back there, so that nobody starts again at the top of the page.
let before = null;
document.addEventListener("focusin", (event) => { if (!typing(event.target)) before = event.target; });

function leave(field) {
  // What changed live meanwhile is another element of the same name.
  const back = before?.isConnected ? before : document.getElementById(before?.id || "");
  if (back?.checkVisibility()) back.focus({ preventScroll: true });
  else field?.blur();
}

// A dialog leads back to an element by itself, but not to one that is new.
document.addEventListener("close", () => { if (document.activeElement === document.body) leave(null); }, true);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && event.target.matches("input, textarea") && !event.target.closest("dialog")) leave(event.target);
    return;
  }
  const act = keys.get(event.key);
  if (act && act(event) !== false) event.preventDefault();
});

key("?", () => document.getElementById("keys")?.showModal());
key("/", () => {
  const field = document.getElementById("search") || document.querySelector("input[type=search]");
  if (!field) { location.href = "/inbox/"; return; }
  field.focus();
  field.select();
});
