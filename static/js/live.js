// One stream of event names for all pages of a browser; each page then asks for its own fragments.
import { openStream } from "./live-stream.js";

const RETRY_MILLISECONDS = 30000;
const { live, liveWorker, arrived } = document.body.dataset;
const waiting = new Set();
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

// A refused stream does not come back by itself: a fragment is asked why, and where the sign-in is
// not to blame, the stream is asked for again.
function giveUp() {
  htmx.trigger(document.body, "alerts");
  setTimeout(() => document.querySelector(".notice.ended") || listen(), RETRY_MILLISECONDS);
}

// Many browsers hear of an event at once: each reacts at a moment of its own, and once. A page that
// was asked for after the event shows it already.
function react({ name, within = 0, at = Infinity }) {
  if (waiting.has(name) || at < Number(arrived)) return;
  waiting.add(name);
  setTimeout(() => {
    waiting.delete(name);
    htmx.trigger(document.body, name);
    if (name === "alerts") showToast();
  }, Math.random() * within);
}

function take(event) {
  if (event.name === "open") goOn();
  else if (event.name === "closed") giveUp();
  else react(event);
}

// The stream itself, where the browser has no workers that pages share.
function ownStream() {
  const { open, close } = openStream(live, take);
  return { listen: open, leave: close };
}

function sharedStream() {
  const worker = new SharedWorker(liveWorker, { name: live, type: "module" });
  worker.addEventListener(
    "error",
    () => {
      stream = ownStream();
      stream.listen();
    },
    { once: true },
  );
  worker.port.addEventListener("message", ({ data }) => take(data));
  worker.port.start();
  return {
    listen: () => worker.port.postMessage("listen"),
    leave: () => worker.port.postMessage("leave"),
  };
}

function listen() {
  stream.listen();
}

// Once the sign-in has run out there is nothing to listen for, until somebody comes back to the page.
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id !== "signed-out") return;
  stream.leave();
  const dialog = document.querySelector("dialog[open]");
  if (!dialog || dialog.querySelector(".notice.ended")) return;
  dialog.prepend(detail.target.firstElementChild.cloneNode(true));
});

stream = "SharedWorker" in window ? sharedStream() : ownStream();
addEventListener("pagehide", () => stream.leave());
// Also after the page's load, and not before: what comes earlier would reach no fragment.
addEventListener("pageshow", listen);
addEventListener("focus", listen);
document.addEventListener("visibilitychange", () => document.hidden || listen());
