// form[data-draft="key"]: the text is kept at each pause, on leaving a box and on leaving the page.
// It goes to the server, which seals it; never to the browser's own storage.
import { isLocked, send } from "./request.js";

const PAUSE = 800;
const RETRY = 15000;
const TEXT = "textarea, input[type=text], input[type=search], input[type=tel], input[type=email], input:not([type])";
const forms = new WeakMap();

function fields(form) {
  const boxes = [...form.querySelectorAll(TEXT)].filter((box) => box.name && !box.closest("[data-no-draft]"));
  return JSON.stringify(Object.fromEntries(boxes.map((box) => [box.name, box.value])));
}

function statusLine(form) {
  let line = form.querySelector(".draft-status");
  if (!line) {
    line = document.getElementById("draft-status").content.firstElementChild.cloneNode(true);
    (form.querySelector(".actions") ?? form).append(line);
  }
  return line;
}

function say(form, what) {
  const line = statusLine(form);
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  line.textContent = line.dataset[what].replace("{time}", time);
  line.dataset.state = what;
}

function stateOf(form) {
  if (!forms.has(form)) forms.set(form, { kept: form.dataset.kept ?? null, timer: 0, sending: false });
  return forms.get(form);
}

function later(form, delay) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => keep(form), delay);
}

async function keep(form, { keepalive = false } = {}) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  const body = fields(form);
  if (state.stopped || body === state.kept || (state.sending && !keepalive)) return;
  state.sending = true;
  try {
    const answer = await send("/draft/", { key: form.dataset.draft, body }, { keepalive });
    if (isLocked(answer)) {
      document.dispatchEvent(new CustomEvent("cloison:locked", { detail: { retry: () => keep(form) } }));
      return;
    }
    if (!answer.ok) throw new Error("not kept");
    state.kept = body;
    say(form, "saved");
  } catch {
    say(form, "offline");
    later(form, RETRY);
  } finally {
    state.sending = false;
  }
  if (state.kept === body && fields(form) !== body) later(form, PAUSE);
}

function each(act) {
  for (const form of document.querySelectorAll("form[data-draft]")) act(form);
}

function drafted(event) {
  return event.target.matches?.(TEXT) ? event.target.closest("form[data-draft]") : null;
}

document.addEventListener("focusin", (event) => {
  const form = drafted(event);
  // What the server filled in is already kept: only a change is worth sending.
  if (form && stateOf(form).kept === null) stateOf(form).kept = fields(form);
});
document.addEventListener("input", (event) => {
  const form = drafted(event);
  if (form) later(form, PAUSE);
});
document.addEventListener("focusout", (event) => {
  const form = drafted(event);
  if (form) keep(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-draft]");
  if (!form || event.defaultPrevented) return;
  clearTimeout(stateOf(form).timer);
  stateOf(form).stopped = true;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.elt?.matches?.("form[data-draft]")) return;
  clearTimeout(stateOf(event.detail.elt).timer);
  stateOf(event.detail.elt).stopped = true;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form?.matches?.("form[data-draft]")) return;
  stateOf(form).stopped = false;
  // What was taken by the server is no draft any more.
  if (event.detail.successful) stateOf(form).kept = fields(form);
});
document.addEventListener("cloison:locking", () => each((form) => keep(form, { keepalive: true })));
window.addEventListener("pagehide", () => each((form) => forms.has(form) && keep(form, { keepalive: true })));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) each((form) => (stateOf(form).stopped = false));
});
window.addEventListener("online", () => each((form) => forms.has(form) && keep(form)));
