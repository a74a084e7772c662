// The live stream itself: opened by a page, or by the worker that all pages of a browser share.
// This one module is both.

const EVENTS = ["prices", "alerts", "books", "imports"];

// Calls `take` with {name, within}: an event, or "open" and "closed". A lost connection comes back
// by itself; "closed" is one that was refused, or ended by a sign-out.
export function openStream(address, take) {
  let source;

  function close() {
    source?.close();
  }

  function open() {
    if (isOpen()) return;
    source = new EventSource(address);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }) => take({ name, ...JSON.parse(data) }));
    }
    source.addEventListener("open", () => take({ name: "open" }));
    source.addEventListener("signed-out", () => {
      close();
      take({ name: "closed" });
    });
    source.addEventListener("error", ({ target }) => {
      if (target.readyState === EventSource.CLOSED) take({ name: "closed" });
    });
  }

  function isOpen() {
    return source !== undefined && source.readyState !== EventSource.CLOSED;
  }

  return { open, close, isOpen };
}

// In a SharedWorker: one stream for all pages of a user. The worker's name is the stream's address,
// which names the user, so that another's sign-in has a worker of its own.
function share() {
  const pages = new Set();
  let latest;
  const stream = openStream(self.name, (event) => {
    if (event.name === "prices") latest = event;
    for (const page of pages) page.postMessage(event);
  });

  function join(page) {
    const isNew = !pages.has(page);
    pages.add(page);
    if (!stream.isOpen()) stream.open();
    // One look catches up with what happened before the page listened.
    else if (isNew && latest) page.postMessage({ ...latest, within: 0 });
  }

  function leave(page) {
    pages.delete(page);
    if (!pages.size) stream.close();
  }

  self.addEventListener("connect", ({ ports: [page] }) => {
    page.addEventListener("message", ({ data }) => (data === "leave" ? leave(page) : join(page)));
    page.start();
  });
}

if ("SharedWorkerGlobalScope" in self) share();
