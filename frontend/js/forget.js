// What is kept for use without a connection goes with whoever it was kept for: when they sign
// out, and wherever a page offers to sign in. Notes that wait stay, for their writer alone.
export function forgetSignedOut() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches('[action$="/accounts/logout/"]')) forget();
  });
  if (document.querySelector('a[href^="/accounts/login/"], form[action^="/accounts/login/"]')) forget();
}

async function forget() {
  if (!("caches" in window)) return; // Only where the connection is secure.
  for (const name of await caches.keys()) if (name.startsWith("visits-")) caches.delete(name);
}
