// One stream of event names; the page then asks for its own fragments.

const RETRY_MILLISECONDS = 30000;
let stream;

async function showToast() {
  const answer = await fetch("/alerts/latest/", { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.innerHTML = await answer.text();
  const alert = toast.querySelector("[data-alert]")?.dataset.alert;
  if (!alert || document.querySelector(`#toasts [data-alert="${alert}"]`)) return;
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 15000);
}

// Only who is signed in is let in: what the page said of the sign-in is over, and what it asks by
// the clock begins anew.
function goOn() {
  const notices = document.querySelectorAll(".notice.ended");
  for (const notice of notices) notice.remove();
  if (notices.length) for (const name of ["alerts", "books"]) htmx.trigger(document.body, name);
}

function listen() {
  if (stream && stream.readyState !== EventSource.CLOSED) return;
  stream = new EventSource(document.body.dataset.live);
  for (const name of ["prices", "alerts", "books"]) {
    stream.addEventListener(name, () => htmx.trigger(document.body, name));
  }
  stream.addEventListener("alerts", showToast);
  stream.addEventListener("open", goOn);
  stream.addEventListener("error", giveUp);
}

// A lost connection comes back by itself, a refused one does not: a fragment is asked why, and
// where the sign-in is not to blame, the stream is asked for again.
function giveUp() {
  if (stream.readyState !== EventSource.CLOSED) return;
  htmx.trigger(document.body, "alerts");
  setTimeout(() => document.querySelector(".notice.ended") || listen(), RETRY_MILLISECONDS);
}

// Once the sign-in has run out there is nothing to listen for, until somebody comes back to the page.
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id !== "signed-out") return;
  stream.close();
  const dialog = document.querySelector("dialog[open]");
  if (!dialog || dialog.querySelector(".notice.ended")) return;
  dialog.prepend(detail.target.firstElementChild.cloneNode(true));
});
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", listen);
addEventListener("focus", listen);
document.addEventListener("visibilitychange", () => document.hidden || listen());
listen();
