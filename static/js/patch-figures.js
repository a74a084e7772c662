// A tick changes figures, not the page: where the new fragment has the elements of the one that is
// shown, only texts and positions are put into it. Focus, selection, scroll, open menus and what is
// being clicked stay the same nodes. Another fragment is swapped in, as `keep-place.js` does it.

const LIVE_EVENTS = ["prices", "books"];
// What tells an element from another of its kind; a row that is another asset's now is no longer it.
const NAMES = ["id", "href", "name", "action", "src", "for", "data-key"];
const FIGURES = [
  "class",
  "title",
  "data-value",
  "data-day",
  "data-at",
  "data-address",
  "data-shown",
  "aria-label",
  "aria-valuenow",
  "x",
  "x1",
  "x2",
  "y1",
  "y2",
  "cx",
  "d",
  "points",
  "stroke-dasharray",
];

// How a page looks at its figures, which its links repeat; not what they are of.
const VIEW = ["range", "by", "all"];

const isWritten = (node) => node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE;
const childrenOf = (node) => [...node.childNodes].filter(isWritten);

// What scripts draw into is theirs.
const isOwn = (element) => element.hasAttribute("hx-preserve");

function nameIn(element, name) {
  const value = element.getAttribute(name);
  if (name !== "href" || !value) return value;
  const { pathname, searchParams } = new URL(value, location.href);
  for (const one of VIEW) searchParams.delete(one);
  return `${pathname}?${searchParams}`;
}

function isAlike(shown, come) {
  if (shown.nodeType !== come.nodeType || shown.nodeName !== come.nodeName) return false;
  if (shown.nodeType === Node.TEXT_NODE || isOwn(shown)) return true;
  if (NAMES.some((name) => nameIn(shown, name) !== nameIn(come, name))) return false;
  const [ours, theirs] = [childrenOf(shown), childrenOf(come)];
  return ours.length === theirs.length && ours.every((child, place) => isAlike(child, theirs[place]));
}

// The classes that htmx gives an element while it asks are no part of the page.
function written(element, name) {
  const value = element.getAttribute(name);
  return name === "class" && value ? value.replaceAll(/\s*\bhtmx-\S+/g, "") : value;
}

function patch(shown, come) {
  if (shown.nodeType === Node.TEXT_NODE) {
    if (shown.data !== come.data) shown.data = come.data;
    return;
  }
  if (isOwn(shown)) return;
  for (const name of FIGURES) {
    const value = written(come, name);
    if (written(shown, name) === value) continue;
    if (value === null) shown.removeAttribute(name);
    else shown.setAttribute(name, value);
  }
  const theirs = childrenOf(come);
  for (const [place, child] of childrenOf(shown).entries()) patch(child, theirs[place]);
}

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig, serverResponse, shouldSwap } = detail;
  const selection = getSelection();
  if (!shouldSwap || !target.id || !LIVE_EVENTS.includes(requestConfig.triggeringEvent?.type)) return;
  // What somebody is about to copy is not changed under it.
  if (!selection.isCollapsed && selection.containsNode(target, true)) return;
  const come = new DOMParser().parseFromString(serverResponse, "text/html").getElementById(target.id);
  if (!come || !isAlike(target, come)) return;
  patch(target, come);
  detail.shouldSwap = false;
  // Who follows what is swapped, as charts do, follows this, too.
  htmx.trigger(target, "htmx:afterSwap", detail);
});
