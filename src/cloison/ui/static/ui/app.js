// What every page does. One module each; nothing here keeps anything in the browser's storage.
import "./appearance.js";
import "./dialogs.js";
import "./drafts.js";
import "./fields.js";
import "./keyboard.js";
import "./lock.js";
import "./network.js";
import "./once.js";
