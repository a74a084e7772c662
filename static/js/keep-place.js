// Fragments come anew with every price: what was opened, focused, scrolled or selected in them stays.
// Where only figures changed, `patch-figures.js` has put them in already.
import "./patch-figures.js";

const LIVE_EVENTS = ["prices", "alerts", "books", "imports"];
let postponed;
// Parts that somebody has asked for anew: what comes by itself meanwhile would take the request's target away.
const asked = new Set();
const comesByItself = ({ triggeringEvent }) => LIVE_EVENTS.includes(triggeringEvent?.type);

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!comesByItself(detail.requestConfig)) asked.add(detail.target);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!comesByItself(detail.requestConfig)) asked.delete(detail.target);
});

// What an element is, independent of its surroundings and of its figures.
function nameOf(element) {
  const given = ["id", "href", "name", "value", "action", "aria-label"];
  const parts = given.map((attribute) => element.getAttribute(attribute));
  return [element.tagName, ...(parts.some(Boolean) ? parts : [element.className])].join("|");
}

// Finds the element again in another version of its fragment: the same one of those of its name.
function pointerTo(element, fragment) {
  const name = nameOf(element);
  const alike = (root) => [...root.querySelectorAll(element.tagName)].filter((one) => nameOf(one) === name);
  const position = alike(fragment).indexOf(element);
  return (root) => alike(root)[position];
}

function placeIn(fragment) {
  const restore = [];
  for (const part of fragment.querySelectorAll("details[open][id]")) {
    restore.push(() => document.getElementById(part.id)?.setAttribute("open", ""));
  }
  for (const part of fragment.querySelectorAll("*")) {
    const { scrollLeft, scrollTop } = part;
    if (!scrollLeft && !scrollTop) continue;
    const find = pointerTo(part, fragment);
    restore.push((root) => find(root)?.scrollTo({ left: scrollLeft, top: scrollTop, behavior: "instant" }));
  }
  const focused = document.activeElement;
  if (fragment !== focused && fragment.contains(focused)) {
    const find = pointerTo(focused, fragment);
    restore.push((root) => find(root)?.focus({ preventScroll: true }));
  }
  return restore;
}

// While a fragment is replaced, the browser would take what stands below it for what somebody looks
// at, and scroll to keep that in its place.
function holdScroll() {
  const { style } = document.documentElement;
  style.overflowAnchor = "none";
  document.body.addEventListener(
    "htmx:afterSettle",
    () => requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty("overflow-anchor"))),
    { once: true },
  );
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig } = detail;
  const event = requestConfig.triggeringEvent?.type;
  if (comesByItself(requestConfig) && asked.has(target)) {
    detail.shouldSwap = false;
    return;
  }
  const selection = getSelection();
  if (comesByItself(requestConfig) && !selection.isCollapsed && selection.containsNode(target, true)) {
    // What somebody is about to copy is not taken away.
    detail.shouldSwap = false;
    postponed = event;
    return;
  }
  holdScroll();
  const restore = placeIn(target);
  if (!restore.length) return;
  const { id } = target;
  document.body.addEventListener(
    "htmx:afterSwap",
    () => {
      const root = document.getElementById(id) ?? document.body;
      for (const step of restore) step(root);
    },
    { once: true },
  );
});

document.addEventListener("selectionchange", () => {
  if (!postponed || !getSelection().isCollapsed) return;
  htmx.trigger(document.body, postponed);
  postponed = undefined;
});
