// The box in a table's heading chooses every row of the page; the count stands beside the actions.
export function chooseAll(root) {
  for (const form of root.querySelectorAll(".table-form:not([data-ready])")) {
    const all = form.querySelector("[data-select-all]");
    const boxes = [...form.querySelectorAll("tbody .tick-cell input")];
    const count = form.querySelector("[data-chosen]");
    form.dataset.ready = "yes";
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      count.hidden = chosen === 0;
      count.textContent = String(chosen);
    };
    form.addEventListener("change", (event) => {
      if (event.target === all) for (const box of boxes) box.checked = all.checked;
      show();
    });
    show();
  }
}
