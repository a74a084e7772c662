// The administration says to screen readers what Django's own pages leave out.

// A table of rows below a form heads the column of their names with nothing.
for (const cell of document.querySelectorAll("th.original:empty")) {
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = "Row";
  cell.append(name);
}

// Signs whose meaning is in their label have no role, and selections that Select2 draws no label;
// both come when a page is drawn, and with each row that is added to it.
function complete() {
  for (const sign of document.querySelectorAll(".help-tooltip:not([role])")) sign.setAttribute("role", "img");
  for (const drawn of document.querySelectorAll(".select2-selection:not([aria-label])")) {
    const select = drawn.closest(".select2").previousElementSibling;
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent ?? select.name;
    drawn.removeAttribute("aria-labelledby");
    drawn.setAttribute("aria-label", label);
    drawn.querySelector("[role=textbox]")?.setAttribute("aria-label", label);
  }
}
new MutationObserver(complete).observe(document.body, { childList: true, subtree: true });
complete();
