// Asking the server, with the cross-site token, and waiting at the cover when the page is locked.

const LOCKED = "X-Cloison-Locked";

export function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return decodeURIComponent(cookie.slice("csrftoken=".length));
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

export function isLocked(answer) {
  const header = answer.headers ? answer.headers.get(LOCKED) : answer.getResponseHeader(LOCKED);
  return answer.status === 401 && header === "1";
}

// Resolves to the answer; rejects when there is no network.
export function send(url, fields, { keepalive = false } = {}) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": token(), "X-Cloison-Fetch": "1" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive,
  });
}
