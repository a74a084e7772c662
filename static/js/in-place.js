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

// What was done is told at the top of the page, wherever on it it was done.
document.body.addEventListener("htmx:oobAfterSwap", () => {
  const messages = document.getElementById("messages");
  if (!messages?.childElementCount) return;
  messages.classList.add("following");
  setTimeout(() => messages.classList.remove("following"), 6000);
});
