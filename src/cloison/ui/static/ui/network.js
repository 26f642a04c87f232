// htmx: the cross-site token on every request, and a quiet sentence when no good answer comes.
import { isLocked, token } from "./request.js";

let shown = null;

function say(kind) {
  const template = document.getElementById("network-status");
  if (!template) return;
  shown?.remove();
  shown = template.content.firstElementChild.cloneNode(true);
  const sentence = shown.querySelector("p");
  sentence.textContent = sentence.dataset[kind];
  shown.querySelector("button").addEventListener("click", () => shown.remove());
  document.body.append(shown);
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:timeout", () => say("offline"));
document.addEventListener("htmx:responseError", (event) => {
  if (!isLocked(event.detail.xhr)) say("broken");
});
document.addEventListener("htmx:afterOnLoad", () => shown?.remove());
