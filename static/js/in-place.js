// A form opens over the page that it changes; without this it is a page of its own.

const dialog = document.getElementById("in-place");

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-in-place]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  htmx.ajax("GET", link.href, { source: dialog });
});

// The way back and a form that was taken lead to the page beneath: it has no form to show.
dialog?.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== dialog) return;
  if (!dialog.childElementCount) return dialog.close();
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
});

// A form that is under way in the levels keeps them: its answer has them anew, and without their
// place on the page it could not say what was done.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig } = detail;
  if (target.id !== "levels" || requestConfig.elt !== target) return;
  if (target.querySelector("form.htmx-request")) detail.shouldSwap = false;
});

// The page beneath stays where it is. htmx 2.0.10 forgets hx-push-url="false" on what is boosted:
// https://github.com/bigskysoftware/htmx/issues/3966
document.body.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (detail.boosted) Object.assign(detail.history, { type: "replace", path: location.pathname + location.search });
});

// What was done is said at the top of the page, wherever on it it was done. Settling puts back the
// classes that the messages came with, so this waits for it.
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "messages" || !target.childElementCount) return;
  target.classList.add("following");
  setTimeout(() => target.classList.remove("following"), 6000);
});
