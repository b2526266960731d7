// Behaviours of every signed-in page. Each module looks after its own elements, now and when others come in.
import "./csrf.js";
import "./when.js";
import "./theme.js";
import "./availability.js";
import "./dialogs.js";
import "./menus.js";
import "./toast.js";
import "./autosize.js";
import "./progress.js";
import "./shortcuts.js";
import "./live.js";
import "./notifications.js";
import "./follow-ups.js";
