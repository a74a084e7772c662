// What pages do beyond their HTML: everything here is an extra, nothing depends on it.

// Asks before something that can't be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// An asset without an icon shows its initials.
document.addEventListener(
  "error",
  (event) => {
    const image = event.target;
    if (image.tagName !== "IMG" || !image.dataset.initials) return;
    const badge = document.createElement("span");
    badge.className = "asset-badge";
    badge.textContent = image.dataset.initials;
    image.replaceWith(badge);
  },
  true,
);

// A form that somebody else overtook comes back with both values: it is shown like any answer.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 409) Object.assign(detail, { shouldSwap: true, isError: false });
});

// A transaction form shows the fields that its type has.
function fitTransactionForm(form) {
  const rules = JSON.parse(document.getElementById("leg-rules").textContent)[form.elements.type.value];
  for (const part of form.querySelectorAll("[data-leg]")) {
    const rule = rules ? rules[part.dataset.leg] : "optional";
    part.hidden = rule === "forbidden";
    for (const input of part.querySelectorAll("input, select")) input.disabled = part.hidden;
  }
}
for (const form of document.querySelectorAll("form[data-transaction]")) {
  fitTransactionForm(form);
  form.elements.type.addEventListener("change", () => fitTransactionForm(form));
}

// Signing in anew, in another tab, renews the token that this page's forms were made with.
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.elements.csrfmiddlewaretoken;
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (field && token) field.value = token;
  },
  true,
);
