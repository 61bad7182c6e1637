// @ts-check
// Runs before the first paint, so that a dark page never flashes white; kept out of the modules for that.
(function () {
  const chosen = localStorage.getItem("fieldstation.theme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
