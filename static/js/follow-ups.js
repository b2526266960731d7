// The number beside the follow-ups, on every page: read again when a case opened, closed or changed hands.
import { refresh } from "./inbox/rail.js";

document.addEventListener("helpdesk:live", (event) => { if (event.detail.type === "follow-up") refresh(); });
