// What makes an app of the pages: the worker for the time without a network, and the figures for it.
import { forget, remember } from "./last-seen.js";

const { live } = document.body.dataset;

if (live) {
  const user = new URLSearchParams(live.split("?")[1]).get("user");
  remember(user);
  document.body.addEventListener("htmx:afterSettle", () => remember(user));
  navigator.serviceWorker?.register("/service-worker.js");
} else forget();

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-sign-out]")) forget();
});
