// Light, dark, shortcuts: applied at once, so that what is being typed is not left for a new page.
import { send } from "./request.js";

function apply(name, value) {
  const root = document.documentElement;
  if (value === "auto" || value === "on") delete root.dataset[name];
  else root.dataset[name] = value;
  for (const button of document.querySelectorAll(`[data-appearance] button[name=${name}]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-appearance]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  apply(name, value);
  send(form.action, { [name]: value }).catch(() => {});
});
