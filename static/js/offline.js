// The page without a network: what was seen last.
import { lastSeen } from "./last-seen.js";
import "./return-when-ready.js";

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
