// A file that couldn't be fetched is asked for once more.
import { post } from "../http.js";
import { toast } from "../toast.js";
import { applyAll } from "./apply.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-retry-file]");
  if (!button) return;
  button.disabled = true;
  try {
    applyAll(await post(button.dataset.retryFile, null));
  } catch (error) {
    button.disabled = false;
    toast(error.message, { error: true });
  }
});
