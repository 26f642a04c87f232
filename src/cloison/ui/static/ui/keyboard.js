// Shortcuts are declared where they act: data-key="n". One key outside text boxes, Alt and the key anywhere.
// The reader may ask for Alt always (RGAA 12.10): the page then has data-keys="off".

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

// On a French keyboard the digits of the upper row need Shift; their place on the row does not.
function pressed(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (digit && !(event.altKey && event.code.startsWith("Numpad"))) return digit[1];
  return event.key.toLowerCase();
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.closest("[inert]");
}

function wanted(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].find((element) => element.dataset.key.toLowerCase() === key && visible(element));
}

function act(element) {
  element.focus();
  if (!element.matches(TYPING)) element.click();
}

function shortcut(event) {
  const typing = event.target.matches?.(TYPING);
  const alone = !event.altKey && !typing && document.documentElement.dataset.keys !== "off";
  if (event.ctrlKey || event.metaKey || event.repeat || !(alone || event.altKey)) return false;
  if (event.key === "?" && alone) return showList();
  const element = wanted(pressed(event));
  if (element) act(element);
  return Boolean(element);
}

function submits(event) {
  if (event.key !== "Enter" || event.altKey || event.repeat) return false;
  const form = event.target.form ?? event.target.closest?.("form") ?? document.querySelector("form[data-enter]");
  const tile = event.target.matches?.("input[type=radio], input[type=checkbox]");
  if (!form || !(event.ctrlKey || event.metaKey || tile || event.target === document.body)) return false;
  form.requestSubmit();
  return true;
}

function name(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const source = element.labels?.[0] ?? element;
  return (source.querySelector(".tile-word, .label-word") ?? source.querySelector("span") ?? source).textContent.trim();
}

function showList() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return false;
  const keys = new Set([...document.querySelectorAll("[data-key]")].filter(visible).map((element) => element.dataset.key.toLowerCase()));
  const rows = [...keys].flatMap((key) => {
    const [term, meaning, hint] = ["dt", "dd", "kbd"].map((tag) => document.createElement(tag));
    hint.textContent = key;
    term.append(hint);
    meaning.textContent = name(wanted(key));
    return [term, meaning];
  });
  dialog.querySelector("[data-shortcuts-list]").replaceChildren(...rows);
  dialog.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (submits(event) || shortcut(event)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) showList();
});
