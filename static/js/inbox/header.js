// Changes from the ticket's header: each is one small request, answered with the ticket as it is now.
import { fields, post } from "../http.js";
import { key } from "../shortcuts.js";
import { toast } from "../toast.js";
import { applyAll } from "./apply.js";
import { closeMenus } from "../menus.js";
import * as customer from "./customer.js";

const pane = () => document.getElementById("ticket");

async function change(url, values) {
  try {
    const data = await post(url, values);
    applyAll(data);
    if (data.refresh) customer.refresh();
  } catch (error) {
    toast(error.message, { error: true });
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-change-name]");
  if (button && pane()?.dataset.change) {
    change(pane().dataset.change, fields({ [button.dataset.changeName]: button.dataset.changeValue }));
    toggled(button);
  }
  if (event.target.closest("[data-edit-subject]")) editSubject(true);
});

// What was switched on is switched off next time.
function toggled(button) {
  if (["follow", "spam"].includes(button.dataset.changeName)) button.dataset.changeValue = button.dataset.changeValue === "1" ? "0" : "1";
}

function editSubject(on) {
  const form = document.querySelector(".subject-form");
  form.hidden = !on;
  document.getElementById("f-title").hidden = on;
  document.querySelector("[data-edit-subject]").hidden = on;
  if (on) form.querySelector("input").select();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-change-form]")) {
    event.preventDefault();
    change(pane().dataset.change, new FormData(form));
    if (form.matches(".subject-form")) editSubject(false); else form.reset();
    closeMenus();
  } else if (form.matches("[data-post-form]")) {
    event.preventDefault();
    change(form.action, new FormData(form, event.submitter));
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.(".subject-form")) editSubject(false);
});

key("e", () => document.getElementById("resolve")?.click());
key("a", () => {
  const menu = document.getElementById("assign-menu");
  if (!menu) return;
  menu.open = true;
  menu.querySelector(".item")?.focus();
});
