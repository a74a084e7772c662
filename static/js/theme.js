// Runs before the first paint, so that a page never flashes in the other theme.
function chooseTheme(theme) {
  document.getElementById("dark").media = theme === "dark" ? "all" : "not all";
  document.documentElement.dataset.theme = theme;
}
const chosen = localStorage.getItem("theme");
if (chosen === "light" || chosen === "dark") chooseTheme(chosen);
