// What makes an app of the pages: the worker for the time without a network, and the figures for it.
import { forget, remember } from "./last-seen.js";

const { live } = document.body.dataset;
// From the sign-out on nothing is kept, though a price may still come before the page goes.
let isLeaving = false;

if (live) {
  const user = new URLSearchParams(live.split("?")[1]).get("user");
  remember(user);
  document.body.addEventListener("htmx:afterSettle", () => isLeaving || remember(user));
  navigator.serviceWorker?.register("/service-worker.js");
} else forget();

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-sign-out]")) return;
  isLeaving = true;
  forget();
});
