// A comment is taken from the public's eyes, or shown again.
import { fields, post } from "../http.js";
import { toast } from "../toast.js";
import { applyAll } from "./apply.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-hide]");
  if (!button) return;
  button.disabled = true;
  try {
    applyAll(await post(button.dataset.hide, fields({ hidden: button.dataset.hidden })));
  } catch (error) {
    button.disabled = false;
    toast(error.message, { error: true });
  }
});
