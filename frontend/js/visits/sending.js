// Sends each waiting note of the signed-in account, once; whatever goes wrong, the note stays.
import * as queue from "./queue.js";

const PATIENCE = 20_000; // milliseconds for one answer; then the note waits for a better connection

// Answers: sent, offline, signed-out, or other (somebody else is signed in now).
export async function sendAll(account, addresses) {
  return navigator.locks.request("gongjian-visits", async () => {
    const sender = await whoSends(addresses.sender);
    if (sender.outcome) return { ...sender, recorded: [] };
    if (sender.account !== account) return { outcome: "other", recorded: [] };
    const recorded = [];
    for (const note of await queue.notesOf(account)) {
      if (note.state !== "waiting") continue;
      const outcome = await sendOne(note, addresses.send, sender.token, recorded);
      if (outcome) return { outcome, recorded };
    }
    return { outcome: "sent", recorded };
  });
}

async function whoSends(address) {
  const response = await ask(address, {});
  if (!response) return { outcome: "offline" };
  if (response.type === "opaqueredirect") return { outcome: "signed-out" };
  if (!response.ok) return { outcome: "refused" };
  return response.json();
}

async function sendOne(note, address, token, recorded) {
  const body = new URLSearchParams(note.fields);
  body.append("submission", note.key);
  if (note.instead) body.append("instead", note.instead);
  const response = await ask(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (!response) return "offline";
  if (response.type === "opaqueredirect") return "signed-out";
  const said = await response.json().catch(() => null);
  if (response.ok && said) {
    recorded.push({ ...said, place: note.place, day: note.day });
    await queue.dropSent(note);
    return "";
  }
  if (!said?.code) return "refused";
  await queue.update(note, { state: "held", why: said.message, beside: said.beside ?? null });
  return "";
}

async function ask(address, options) {
  const patience = new AbortController();
  const clock = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(address, {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: patience.signal,
      ...options,
    });
  } catch {
    return null;
  } finally {
    clearTimeout(clock);
  }
}
