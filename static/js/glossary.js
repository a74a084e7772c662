// An ⓘ opens its term beside it; without this it leads to the term's page.

const GAP = 6;
const MARGIN = 12;

const card = document.createElement("section");
card.className = "help term-card";
card.popover = "auto";
card.tabIndex = -1;
card.setAttribute("aria-label", document.body.dataset.term);
document.body.append(card);

// Below the sign, or above it where only there is room; it scrolls with the page.
function place(sign) {
  const { left, top, bottom } = sign.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const page = document.documentElement;
  const isAbove = bottom + GAP + height > page.clientHeight && top - GAP - height > 0;
  const x = Math.max(MARGIN, Math.min(left, page.clientWidth - width - MARGIN));
  const y = isAbove ? top - GAP - height : bottom + GAP;
  card.style.left = `${x + scrollX}px`;
  card.style.top = `${y + scrollY}px`;
}

document.addEventListener("click", async (event) => {
  const sign = event.target.closest("a.info");
  if (!sign || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const answer = await fetch(sign.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return location.assign(sign.href);
  const html = await answer.text();
  // A price may have brought another sign in the meantime.
  const shown = sign.isConnected ? sign : document.querySelector(`a.info[href="${sign.getAttribute("href")}"]`);
  if (!shown) return;
  card.innerHTML = html;
  card.showPopover();
  place(shown);
  card.scrollTop = 0;
  card.focus({ preventScroll: true });
});
