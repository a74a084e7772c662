// What can be undone is said in a toast for ten seconds, longer while it is pointed at or focused.
// Without this it stays a notice at the top of the page.

const SHOWN = 10000;

function show(notice) {
  notice.classList.add("toast");
  document.getElementById("toasts").append(notice);
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => notice.remove(), SHOWN);
  };
  for (const event of ["pointerenter", "focusin"]) notice.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["pointerleave", "focusout"]) notice.addEventListener(event, wait);
  wait();
}

function collect() {
  for (const notice of document.querySelectorAll("#messages .undoable")) show(notice);
}

// Settling puts back what came with the messages, so this waits for it.
document.body.addEventListener("htmx:afterSettle", collect);
collect();
