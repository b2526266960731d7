// A desktop note for a customer's message that nobody has in hand yet, while the page is in the background. What is
// somebody's own comes as a notification (static/js/notifications.js).
import { word } from "../words.js";

document.addEventListener("helpdesk:live", ({ detail: hint }) => {
  if (hint.type !== "ticket" || hint.facts.assignee || !document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
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
