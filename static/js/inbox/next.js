// g, or the button above the list: the most urgent ticket that waits is mine now.
import { post } from "../http.js";
import { key } from "../shortcuts.js";
import { toast } from "../toast.js";
import * as navigate from "./navigate.js";

let asking = false;

async function next() {
  if (asking) return;
  asking = true;
  try {
    const data = await post("/inbox/next/", null);
    await navigate.open(data.ticket);
  } catch (error) {
    toast(error.message);
  } finally {
    asking = false;
  }
}

key("g", next);
document.addEventListener("click", (event) => { if (event.target.closest("[data-take-next]")) next(); });
