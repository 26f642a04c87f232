// After the sentences of a field came back, tell assistive technology whether its answer stands.
document.addEventListener("htmx:afterSwap", (event) => {
  const messages = event.target.closest?.(".field-messages");
  const box = messages?.closest(".field")?.querySelector("input, textarea, select");
  if (!box) return;
  if (messages.querySelector(".error")) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
});

// A click on the summary's link goes to the answer itself, not only to its place on the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#'][href$='_field']");
  const box = link && document.querySelector(link.hash)?.querySelector("input, textarea, select");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.scrollIntoView({ block: "center" });
});
