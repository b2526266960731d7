// Menus are <details>: one open at a time, closed by a click elsewhere, by Escape and after a choice; arrows move inside.
const open = () => document.querySelectorAll("details.menu[open]");

export function closeMenus(but = null) {
  for (const menu of open()) if (menu !== but) menu.open = false;
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const item = event.target.closest(".menu-list .item");
  if (item && !item.hasAttribute("data-keep-open")) item.closest("details.menu").open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key === "Escape" && open().length) {
    const summary = (menu || open()[0]).querySelector("summary");
    closeMenus();
    summary.focus();
    event.preventDefault();
  }
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, textarea, select")) return;
  const items = [...menu.querySelectorAll(".menu-list .item")];
  const at = items.indexOf(document.activeElement);
  items.at(event.key === "ArrowDown" ? (at + 1) % items.length : at <= 0 ? -1 : at - 1)?.focus();
  event.preventDefault();
});
