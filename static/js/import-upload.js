// A file can be dropped anywhere on the page of imports, and one that takes long to send shows how
// far it is. Without this the form sends it as any other.

const formOf = () => document.querySelector("form[data-upload]");
const dropZone = () => formOf()?.querySelector(".drop");
const hasFile = (event) => formOf() && event.dataTransfer?.types.includes("Files");

function offerDropping() {
  const hint = dropZone()?.querySelector(".dropping");
  if (hint) hint.hidden = !matchMedia("(pointer: fine)").matches;
}

document.addEventListener("dragover", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  dropZone().classList.add("over");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) dropZone()?.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  if (!hasFile(event)) return;
  event.preventDefault();
  dropZone().classList.remove("over");
  const input = formOf().elements.file;
  const taken = new DataTransfer();
  taken.items.add(event.dataTransfer.files[0]);
  input.files = taken.files;
  formOf().querySelector(".button.primary").focus();
});

document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const bar = target.querySelector?.("progress");
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = detail.loaded / detail.total;
});

document.addEventListener("htmx:afterSwap", offerDropping);
offerDropping();
