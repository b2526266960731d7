import { word } from "./words.js";
import { toast } from "./toast.js";

const bar = document.getElementById("progress");
let running = 0;
const show = () => bar?.classList.toggle("on", running > 0);

document.addEventListener("htmx:beforeRequest", () => { running += 1; show(); });
document.addEventListener("htmx:afterRequest", () => { running = Math.max(0, running - 1); show(); });
document.addEventListener("htmx:sendError", () => toast(word("failed"), { error: true }));
document.addEventListener("htmx:responseError", (event) => {
  toast(event.detail.xhr.status === 404 ? word("gone") : word("failed"), { error: true });
});
