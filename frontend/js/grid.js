// In a sheet of rows Enter goes to the same field of the next row; after the last one it asks for
// one more row. Without this, Enter sends the form.
export function walkGrid(root) {
  for (const grid of root.querySelectorAll("[data-grid]:not([data-ready])")) {
    grid.dataset.ready = "yes";
    grid.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
      event.preventDefault();
      const column = event.target.closest("td").cellIndex;
      const next = event.target.closest("tr").nextElementSibling;
      if (next) next.cells[column].querySelector("input").focus();
      else document.querySelector("[data-more]")?.click();
    });
  }
  // A row that has just come is the one to type in.
  if (root.matches?.("[data-grid]")) root.lastElementChild?.querySelector("input")?.focus();
}
