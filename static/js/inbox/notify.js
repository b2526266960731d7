// A desktop note for a customer's message while the page is in the background; asked for by a click only.
import { word } from "../words.js";

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-notify]") && "Notification" in window) await Notification.requestPermission();
});
document.addEventListener("helpdesk:live", ({ detail: hint }) => {
  if (hint.type !== "ticket" || !document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const holder = document.createElement("template");
  holder.innerHTML = hint.html;
  if (!holder.content.querySelector("[data-kind=inbound]")) return;
  const row = holder.content.querySelector(".row");
  const note = new Notification(row?.querySelector(".who")?.firstChild?.textContent || word("new_message"), {
    body: row?.querySelector(".sub")?.textContent || "",
    tag: `ticket-${hint.ticket}`,
  });
  note.addEventListener("click", () => { window.focus(); row && document.getElementById(row.id)?.click(); note.close(); });
});
