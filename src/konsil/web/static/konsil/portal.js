// What a member's page needs; each works without it.
import "./dialogs.js";
import "./undo.js";
import "./live.js";
import "./upload.js";
if (document.querySelector("[data-sign]")) import("./signature.js");
