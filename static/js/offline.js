// The page without a network: what was seen last, and back to the page once there is one again.
import { lastSeen } from "./last-seen.js";

const seen = lastSeen();
if (seen) {
  const place = document.getElementById("last-seen");
  place.querySelector("time").textContent = new Date(seen.at).toLocaleString(document.documentElement.lang);
  for (const [name, text] of seen.figures) {
    const entry = document.createElement("div");
    const term = document.createElement("dt");
    const figure = document.createElement("dd");
    term.textContent = name;
    figure.textContent = text;
    entry.append(term, figure);
    place.querySelector("dl").append(entry);
  }
  place.hidden = false;
}

// A network can be there before the server can be reached, and a server can be away while there is
// one, so the server itself is asked; the page is loaded again only once it answers.
const EVERY_MS = 3000;
let asking = false;

const reloadOnceReachable = async () => {
  if (asking) return;
  asking = true;
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  asking = false;
  if (answer?.ok) location.reload();
};

addEventListener("online", reloadOnceReachable);
setInterval(reloadOnceReachable, EVERY_MS);
