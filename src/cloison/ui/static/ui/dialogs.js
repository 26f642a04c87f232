// data-open="id" opens the dialog of that id; data-print prints the page.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (!opener) return;
  event.preventDefault();
  document.getElementById(opener.dataset.open)?.showModal();
});

// A touch beside a dialog closes it, except the cover of a locked page.
document.addEventListener("click", (event) => {
  if (event.target.matches("dialog.dialog[open]") && event.detail > 0) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
