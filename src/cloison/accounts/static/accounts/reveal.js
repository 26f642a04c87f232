// input[data-reveal="Montrer"]: a button beside a new passphrase shows what is typed, so that it is asked for once.
for (const box of document.querySelectorAll("input[type=password][data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = box.dataset.reveal;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", box.id);
  button.addEventListener("click", () => {
    const shown = box.type === "text";
    box.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    box.focus();
  });
  box.form?.addEventListener("submit", () => (box.type = "password"));
  box.after(button);
}
