// A classic script that blocks: it runs before the first paint, so that a page never flashes in the
// other theme. The block keeps its names to itself.
{
  const choose = (theme) => {
    document.getElementById("dark").media = theme === "dark" ? "screen" : "not all";
    document.documentElement.dataset.theme = theme;
  };
  const current = () =>
    document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") choose(chosen);

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const theme = current() === "dark" ? "light" : "dark";
    choose(theme);
    localStorage.setItem("theme", theme);
    document.dispatchEvent(new CustomEvent("themechange"));
  });

  // Paper is light: charts are drawn anew for it, since they hold the colours of the screen.
  let onScreen;
  addEventListener("beforeprint", () => {
    const dark = document.getElementById("dark");
    onScreen = dark.media;
    dark.media = "not all";
    document.dispatchEvent(new CustomEvent("themechange"));
  });
  addEventListener("afterprint", () => {
    document.getElementById("dark").media = onScreen;
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}
