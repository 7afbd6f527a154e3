// A file can be dropped on the field, and the field says which file it has.
export function dropFiles(root) {
  for (const area of root.querySelectorAll("[data-drop]:not([data-ready])")) {
    const input = area.querySelector("input[type=file]");
    const output = area.querySelector("output");
    area.dataset.ready = "yes";
    const show = () => {
      output.textContent = [...input.files].map((file) => `${file.name} (${size(file.size)})`).join(" ");
    };
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      area.dataset.over = "yes";
    });
    area.addEventListener("dragleave", () => delete area.dataset.over);
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      delete area.dataset.over;
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show();
    });
    input.addEventListener("change", show);
  }
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
