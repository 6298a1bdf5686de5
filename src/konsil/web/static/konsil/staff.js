// What a page of the desk needs.
import "./dialogs.js";
import "./keys.js";
import "./palette.js";
import "./undo.js";
import "./live.js";
import "./upload.js";
