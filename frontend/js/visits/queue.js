// Notes that wait for a connection, in the browser's own database: they outlive the page.
const NAME = "gongjian-visits";
const NOTES = "notes";

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const notes = request.result.createObjectStore(NOTES, { keyPath: "key" });
      notes.createIndex("account", "account");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Resolves once the change is on the disk, not before.
async function change(act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const step = database.transaction(NOTES, "readwrite", { durability: "strict" });
    step.oncomplete = () => resolve();
    step.onerror = step.onabort = () => reject(step.error);
    act(step.objectStore(NOTES));
  });
}

// Keeps a note; the one that it was written from goes in the same step.
export const keep = (note, from) =>
  change((notes) => {
    notes.put(note);
    if (from) notes.delete(from);
  });

export const drop = (key) => change((notes) => notes.delete(key));

// Another tab may have dropped a note, or its writer put it right, while it was being sent.
export const update = (note, changes) =>
  change((notes) => {
    notes.get(note.key).onsuccess = ({ target }) => {
      if (target.result?.written === note.written) notes.put({ ...target.result, ...changes });
    };
  });

export const dropSent = (note) =>
  change((notes) => {
    notes.get(note.key).onsuccess = ({ target }) => {
      if (target.result?.written === note.written) notes.delete(note.key);
    };
  });

export async function notesOf(account) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const request = database.transaction(NOTES).objectStore(NOTES).index("account").getAll(account);
    request.onsuccess = () => resolve(request.result.sort((a, b) => a.written - b.written));
    request.onerror = () => reject(request.error);
  });
}
