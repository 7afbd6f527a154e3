// The page of the visit note: every note goes into the browser's database first, then is sent.
// Without this, and without a secure connection, the form is sent like any other.
import * as queue from "./visits/queue.js";
import { sendAll } from "./visits/sending.js";

const page = document.querySelector("[data-notes]");
const form = page?.querySelector("form[method=post]");

if (page && window.isSecureContext && "serviceWorker" in navigator && navigator.locks) start();

async function start() {
  const { account, worker, sender, send } = page.dataset;
  const part = (name) => page.querySelector(`[data-${name}]`);

  // What the server has sent back with faults is its writer's to put right, as it stands.
  if (form && !form.querySelector(".errors")) fresh();
  try {
    await queue.notesOf(account);
    await navigator.serviceWorker.register(worker);
  } catch {
    return; // This browser keeps nothing: the form is sent like any other.
  }
  navigator.storage?.persist?.();

  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { from, keeping } = form.dataset;
    const note = written(account);
    part("missing").hidden = note !== null || keeping;
    if (!note) return keeping || part("missing").focus(); // Pressed twice: the first is kept.
    form.dataset.keeping = "yes";
    fresh(); // At once, so that nothing of a next note is wiped while this one is being kept.
    try {
      await queue.keep(note, from);
    } catch {
      fill(note);
      return form.submit(); // No room left here: better on the server than nowhere.
    } finally {
      delete form.dataset.keeping;
    }
    await show();
    part("kept").hidden = false;
    part("kept").focus();
    await attempt();
  });
  part("send").addEventListener("click", attempt);
  part("list").addEventListener("click", decide);
  window.addEventListener("online", attempt);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") attempt();
  });
  show().then(attempt);

  async function attempt() {
    if (!(await queue.notesOf(account)).some((note) => note.state === "waiting")) return;
    part("send").setAttribute("aria-busy", "true");
    const { outcome, recorded } = await sendAll(account, { sender, send });
    part("send").removeAttribute("aria-busy");
    for (const each of page.querySelectorAll("[data-outcome]")) {
      each.hidden = each.dataset.outcome !== outcome;
    }
    for (const note of recorded) part("recorded").append(recordedLine(note));
    part("recorded-part").hidden = !part("recorded").childElementCount;
    if (outcome === "sent") part("kept").hidden = true; // Each is recorded, or says what to decide.
    await show();
  }

  async function show() {
    const notes = await queue.notesOf(account);
    const waiting = notes.filter((note) => note.state === "waiting").length;
    const words = part("waiting");
    words.textContent = (waiting === 1 ? words.dataset.one : words.dataset.many).replace("{n}", waiting);
    part("queue").hidden = waiting === 0;
    part("list").replaceChildren(...notes.map(item));
    part("list").hidden = notes.length === 0;
    page.dataset.waiting = waiting;
  }

  function item(note) {
    const line = page.querySelector("template[data-item]").content.cloneNode(true);
    const set = (name, text) => (line.querySelector(`[data-${name}]`).textContent = text);
    set("place", note.place);
    set("day", note.day);
    set("said", note.said);
    const held = note.state === "held";
    line.querySelector("[data-held]").hidden = !held;
    line.querySelector("[data-waits]").hidden = held;
    line.querySelector("[data-held-words]").hidden = !held;
    if (held) {
      set("why", note.why);
      line.querySelector("[data-beside]").hidden = !note.beside;
      line.querySelector("[data-act=instead]").hidden = !note.beside;
      if (note.beside) {
        set("beside-said", note.beside.said);
        line.querySelector("[data-beside-link]").href = note.beside.url;
      }
    }
    for (const button of line.querySelectorAll("[data-act]")) button.value = note.key;
    return line;
  }

  async function decide(event) {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    const note = (await queue.notesOf(account)).find((each) => each.key === button.value);
    if (!note) return show();
    if (button.dataset.act === "ask-drop") {
      button.hidden = true;
      button.parentElement.querySelector("[data-act=drop]").hidden = false;
      return;
    }
    if (button.dataset.act === "drop") await queue.drop(note.key);
    if (button.dataset.act === "edit" && form) fill(note);
    if (button.dataset.act === "instead") {
      await queue.keep({ ...note, state: "waiting", why: "", instead: note.beside.id, beside: null });
    }
    await show();
    await attempt();
  }

  function recordedLine(note) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = note.url;
    link.textContent = `${note.place} · ${note.day}`;
    line.append(link);
    return line;
  }
}

// --- the form ------------------------------------------------------------------------------------

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function fresh() {
  form.reset();
  for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = false;
  for (const field of form.querySelectorAll("textarea, input[type=text]")) field.value = "";
  delete form.dataset.from;
  form.elements.visited_on.value = form.elements.visited_on.max = today();
  form.elements.place.value = new URLSearchParams(location.search).get("place") ?? "";
}

// A note of what stands in the form; null where the place, the day or every word is missing.
function written(account) {
  const fields = [...new FormData(form)].filter(([name]) => !name.startsWith("csrf") && name !== "submission");
  const of = (name) => fields.filter(([each]) => each === name).map(([, value]) => value);
  const place = form.elements.place.selectedOptions[0];
  const done = [...form.querySelectorAll("[name=done]:checked")].map((box) => box.closest("label").innerText.trim());
  const said = [done.join("、"), of("text")[0].trim()].filter(Boolean).join(" · ");
  if (!place?.value || !of("visited_on")[0] || !said) return null;
  return {
    key: crypto.randomUUID(),
    account,
    fields,
    place: place.textContent.trim(),
    day: of("visited_on")[0],
    said,
    state: "waiting",
    written: Date.now(),
  };
}

function fill(note) {
  fresh();
  // A new key: the server may have this note already, though its answer never came.
  form.dataset.from = note.key;
  for (const [name, value] of note.fields) {
    const field = form.elements[name];
    if (name === "done") form.querySelector(`[name=done][value="${value}"]`).checked = true;
    else if (field) field.value = value;
  }
  form.elements.visited_on.focus();
}
