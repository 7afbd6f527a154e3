import "../css/main.css";
import "htmx.org";

import { chooseAll } from "./choose.js";
import { confirmInDialog } from "./confirm.js";
import { dropFiles } from "./drop.js";
import { forgetSignedOut } from "./forget.js";
import { walkGrid } from "./grid.js";

// Everything here only makes faster what works without it.
document.documentElement.classList.add("js");

function enhance(root) {
  confirmInDialog(root);
  chooseAll(root);
  dropFiles(root);
  walkGrid(root);
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// An open menu closes with Escape, and when the reader looks elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A second tap on a button that is already at work does nothing; the state shows on the button.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "get") return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  if ("download" in event.target.dataset) return; // The page stays, to be sent again.
  event.target.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
// A page that comes back from the browser's memory can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
});

// A part that comes from another address than asked (signed out meanwhile), or a part that fails,
// is shown as the whole page that it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const asked = new URL(requestConfig.path, location.href);
  const came = new URL(xhr.responseURL || asked, location.href);
  if (came.pathname === asked.pathname && xhr.status < 400) return;
  event.detail.shouldSwap = false;
  if (requestConfig.verb === "get") location.assign(came);
});

enhance(document);
forgetSignedOut();
document.addEventListener("htmx:afterSettle", (event) => enhance(event.target));
