// Two courtesies of the counter; without them the server says the same.

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
