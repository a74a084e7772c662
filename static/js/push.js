// Alerts that are pushed to this browser: what it lacks for them, and the subscription itself.

const form = document.querySelector("[data-push]");
const note = document.querySelector("[data-push-state]");
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
  if (!isSecureContext)
    return "Pushes need HTTPS (or localhost): open Tidemark by an address that begins with https://.";
  if (!("PushManager" in window))
    return "This browser takes no pushes. On an iPhone or iPad, add Tidemark to the Home Screen first.";
  if (Notification.permission === "denied")
    return "Notifications of this site are blocked: allow them in the browser’s settings, then reload.";
  return "";
}

function refuse(text) {
  note.textContent = text;
  button.disabled = true;
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error(missing() || "You did not allow it.");
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
  else if (form.dataset.devices.split(" ").includes(device))
    refuse("This device gets your alerts. It does so while you are signed out, too, until you remove it above.");
}

const lack = missing();
if (lack) refuse(lack);
else {
  note.textContent = "Alerts pop up on this device while Tidemark is closed, until you remove it.";
  look();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    form.elements.address.value = JSON.stringify(await subscribe());
    form.submit();
  } catch (error) {
    note.textContent = `This browser could not be subscribed. ${error.message}`;
    button.disabled = false;
  }
});
