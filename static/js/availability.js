// Online or away: the agent's own switch in the menu at the foot of the rail.
import { fields, post } from "./http.js";
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-away]");
  if (!button) return;
  try {
    await post("/inbox/availability/", fields({ away: button.dataset.away }));
    for (const one of document.querySelectorAll("[data-away]")) one.setAttribute("aria-pressed", String(one === button));
  } catch (error) {
    toast(error.message, { error: true });
  }
});
