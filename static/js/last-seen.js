// The figures that somebody saw last, for the page without a network. They lie in this browser alone,
// until the sign-out, or until somebody else signs in.

const KEY = "last-seen";

export function lastSeen() {
  return JSON.parse(localStorage.getItem(KEY) ?? "null");
}

export function forget() {
  localStorage.removeItem(KEY);
}

// Keeps each `[data-last-seen]` of the page under the name that the attribute gives.
export function remember(user) {
  if (lastSeen()?.user !== user) forget();
  const figures = [...document.querySelectorAll("[data-last-seen]")].map((one) => [
    one.dataset.lastSeen,
    one.innerText.trim().replace(/\s+/g, " "),
  ]);
  if (!figures.length) return;
  localStorage.setItem(KEY, JSON.stringify({ user, at: Date.now(), figures }));
}
