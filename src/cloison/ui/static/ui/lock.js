// The cover. After a while without a gesture, or on demand, the vault closes on the server and the page is covered;
// what was being typed stays beneath. Every tab of the session closes and opens together.
import { isLocked, send } from "./request.js";

const cover = document.getElementById("lock");
const idle = Number(document.body.dataset.idleSeconds) * 1000;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("cloison") : null;
const waiting = [];
let lastGesture = Date.now();
let told = 0;
let title = document.title;
let focused = null;

function close() {
  if (!cover || cover.open) return;
  title = document.title;
  focused = document.activeElement;
  document.title = "Cloison";
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.dataset.beneath = "yes";
  document.documentElement.dataset.locked = "yes";
  cover.showModal();
  cover.querySelector("[name=passphrase]").focus();
}

function open() {
  if (!cover?.open) return;
  delete document.documentElement.dataset.locked;
  cover.querySelector("form").reset();
  cover.querySelector(".field-messages").replaceChildren();
  document.title = title;
  lastGesture = Date.now();
  cover.close();
  focused?.focus?.();
  for (const retry of waiting.splice(0)) retry();
}

function lock() {
  document.dispatchEvent(new CustomEvent("cloison:locking"));
  close();
  tabs?.postMessage("locked");
  // The draft goes first: once the vault is closed nothing more can be sealed.
  setTimeout(() => send("/lock/", {}, { keepalive: true }).catch(() => {}), 300);
}

function complain(html) {
  const place = cover.querySelector(".field-messages");
  const error = document.createElement("p");
  error.className = "error";
  error.textContent = html in place.dataset ? place.dataset[html] : new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  place.replaceChildren(error);
  cover.querySelector("[name=passphrase]").select();
}

async function unlock(form) {
  const button = form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  try {
    const typed = { username: form.elements.username.value, passphrase: form.elements.passphrase.value };
    const answer = await send(form.action, typed);
    if (answer.status === 204) {
      open();
      tabs?.postMessage("opened");
    } else complain(answer.status === 422 || answer.status === 429 ? await answer.text() : "ended");
  } catch {
    complain("offline");
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

function gesture() {
  lastGesture = Date.now();
  if (lastGesture - told < 5000) return;
  told = lastGesture;
  tabs?.postMessage("awake");
}

function heard({ data }) {
  if (data === "awake") lastGesture = Date.now();
  if (data === "locked" || data === "ended") close();
  if (data === "opened") open();
}

function look() {
  if (!cover.open && Date.now() - lastGesture > idle) lock();
}

function retry({ elt, requestConfig, target }) {
  return () => window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target, values: requestConfig.parameters });
}

if (cover && idle) {
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    document.addEventListener(kind, () => cover.open || gesture(), { passive: true, capture: true });
  }
  // A sleeping computer runs no timers: look again on waking.
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  setInterval(look, 1000);
  tabs?.addEventListener("message", heard);

  cover.addEventListener("cancel", (event) => event.preventDefault());
  cover.addEventListener("close", () => document.documentElement.dataset.locked && cover.showModal());
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-lock], [data-unlock]")) event.preventDefault();
    if (event.target.matches("[data-lock]")) lock();
    if (event.target.matches("[data-unlock]")) unlock(event.target);
    if (event.target.matches("[data-logout]")) tabs?.postMessage("ended");
  });
  document.addEventListener("click", (event) => event.target.closest("button[data-lock], a[data-lock]") && lock());
  document.addEventListener("cloison:locked", (event) => {
    if (event.detail?.retry) waiting.push(event.detail.retry);
    close();
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (!isLocked(event.detail.xhr)) return;
    waiting.push(retry(event.detail));
    close();
  });
}
