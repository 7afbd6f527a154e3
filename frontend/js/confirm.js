// A <details> that holds a <dialog>: without this it opens in place, with it as a modal dialog.
export function confirmInDialog(root) {
  for (const details of root.querySelectorAll("details.confirm:not([data-ready])")) {
    const dialog = details.querySelector("dialog");
    details.dataset.ready = "yes";
    details.addEventListener("toggle", () => {
      if (details.open && !dialog.open) dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      details.open = false;
      details.querySelector("summary").focus();
    });
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }
}
