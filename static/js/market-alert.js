// The form of a market alert shows the fields that its condition has; the others keep what they hold.

function fit(form) {
  const { measure, rule } = form.elements;
  const ofFigure = form.querySelector("[data-events]");
  if (!ofFigure) return;
  ofFigure.hidden = ofFigure.dataset.events.split(" ").includes(measure.value);
  form.querySelector("[data-of-change]").hidden = rule.value !== "change";
}

for (const form of document.querySelectorAll("form[data-market-alert]")) {
  fit(form);
  form.addEventListener("change", () => fit(form));
}
