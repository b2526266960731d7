// The inbox: each module looks after one pane and listens to the others through these few calls.
import "./composer.js";
import "./canned.js";
import "./mention.js";
import "./macros.js";
import "./bulk.js";
import "./header.js";
import "./hide.js";
import "./original.js";
import "./retry.js";
import "./next.js";
import "./notify.js";
import { apply, gone } from "./apply.js";
import * as catchUp from "./catchup.js";
import * as customer from "./customer.js";
import * as navigate from "./navigate.js";
import * as people from "./people.js";
import * as rail from "./rail.js";
import * as rows from "./rows.js";

document.addEventListener("helpdesk:live", ({ detail: hint }) => {
  switch (hint.type) {
    case "ticket": apply(hint); customer.changed(hint); rail.refresh(); break;
    case "gone": gone(hint.ticket); rail.refresh(); break;
    case "presence": people.show(hint); break;
    case "typing": people.customerTypes(hint); break;
    case "customer_presence": customer.here(hint); break;
    case "resync": if (hint.reload) { rows.reload(); rail.refresh(); } catchUp.run(); break;
    case "connected": catchUp.connected(); break;
    case "offline": case "signed-out": catchUp.lost(); break;
  }
});

rows.start();
navigate.start();
