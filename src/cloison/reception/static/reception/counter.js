// Courtesies of the counter; without them the server says the same, only later.

const MOST = 3;

function tellTooMany(form) {
  const field = form.querySelector("#id_reasons_field");
  const ticked = field.querySelectorAll("input:checked").length;
  const messages = field.querySelector(".field-messages");
  messages.replaceChildren();
  if (ticked <= MOST) return;
  const error = document.createElement("p");
  error.className = "error";
  error.textContent = form.dataset.tooMany;
  messages.append(error);
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("#counter-form [name=reasons]")) tellTooMany(event.target.form);
});

// A name that is written must not come back as a draft: the form that goes leaves empty boxes behind.
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.target;
  if (!form.matches?.("#counter-form") || event.detail.xhr.status !== 200) return;
  for (const box of form.querySelectorAll("input:is([type=text], [type=tel], [type=search]), textarea")) box.value = "";
});

// Typing ahead: keys pressed while a visit is being noted are for the next one, and wait until its form is there.
const ahead = [];

function isAhead(event) {
  const form = document.querySelector("#counter-form[data-sent]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return false;
  return event.key.length === 1 || event.key === "Enter";
}

document.addEventListener(
  "keydown",
  (event) => {
    if (!event.isTrusted || !isAhead(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Enter alone is the end of a double press, not a visit.
    if (event.key !== "Enter" || ahead.length) ahead.push({ key: event.key, code: event.code, bubbles: true, cancelable: true });
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.elt.matches?.("#counter-form")) return;
  const keys = ahead.splice(0);
  if (event.detail.xhr.status !== 200) return;
  for (const key of keys) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
});
