// Loads the page again once it can be served. A network can be there before the server can be
// reached, and a server without its database, so the server itself is asked.

const EVERY_MS = 3000;
let asking = false;

const reloadOnceReady = async () => {
  if (asking) return;
  asking = true;
  const answer = await fetch("/readyz", { cache: "no-store" }).catch(() => null);
  asking = false;
  if (answer?.ok) location.reload();
};

addEventListener("online", reloadOnceReady);
setInterval(reloadOnceReady, EVERY_MS);
