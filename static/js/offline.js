// The page without a network: what was seen last.
import { lastSeen } from "./last-seen.js";
import "./return-when-ready.js";

// A day and a time as all pages write them, in the browser's zone: Swedes write them so.
const written = (at) => at.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });

const seen = lastSeen();
if (seen) {
  const place = document.getElementById("last-seen");
  place.querySelector("time").textContent = written(new Date(seen.at));
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
