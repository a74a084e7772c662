// Alerts that are pushed to this browser: what it lacks for them, and the subscription itself.

const form = document.querySelector("[data-push]");
const note = document.querySelector("[data-push-state]");
// What is said here, in the page's language.
const words = note.dataset;
const button = form.querySelector("button:not([hidden])");

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// The server knows a browser by the SHA-256 of its address.
async function deviceOf({ endpoint }) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function missing() {
  if (!isSecureContext) return words.insecure;
  if (!("PushManager" in window)) return words.unsupported;
  return Notification.permission === "denied" ? words.blocked : "";
}

function refuse(text) {
  note.textContent = text;
  button.disabled = true;
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error(missing() || words.refused);
  const { pushManager } = await navigator.serviceWorker.ready;
  // One of another account, or of another key, would go on telling its alerts here.
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(form.dataset.push) });
}

async function look() {
  const { pushManager } = await navigator.serviceWorker.ready;
  const subscription = await pushManager.getSubscription();
  if (!subscription) return;
  const device = await deviceOf(subscription);
  if (new URLSearchParams(location.search).get("ended") === device) await subscription.unsubscribe();
  else if (form.dataset.devices.split(" ").includes(device)) refuse(words.subscribed);
}

const lack = missing();
if (lack) refuse(lack);
else {
  note.textContent = words.offered;
  look();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    form.elements.address.value = JSON.stringify(await subscribe());
    form.submit();
  } catch (error) {
    note.textContent = words.failed.replace("{reason}", error.message);
    button.disabled = false;
  }
});
