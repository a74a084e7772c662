// What a page shows once is copied by a button. Without this its field is selected by hand.

// Browsers keep their clipboard from pages without TLS, which an installation at home may have; what
// is selected can be copied there all the same.
async function copy(field) {
  field.focus();
  field.select();
  if (!isSecureContext) return document.execCommand("copy");
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = button.parentElement.querySelector("input");
  const said = button.parentElement.querySelector("[role=status]");
  field.addEventListener("focus", () => field.select());
  if (document.activeElement === field) field.select();
  button.addEventListener("click", async () => {
    said.textContent = (await copy(field)) ? button.dataset.copied : button.dataset.failed;
  });
  button.hidden = false;
}
