// A submission's page while it runs: what a reader has opened stays open, a hidden tab asks rarely,
// an end is said aloud. The server decides what is shown, and when there is nothing more to ask.

const SHOWN = 2_000; // milliseconds between two questions, as in hx-trigger
const HIDDEN = 60_000;
const LONGEST = 60_000; // after failures
const said = document.getElementById("said");
let asked = 0;
let failures = 0;
let kept = null;

function ours(event) {
  return event.target.id === "status" || event.detail?.elt?.id === "status";
}

function pause() {
  if (failures) return Math.min(LONGEST, SHOWN * 2 ** failures);
  return document.hidden ? HIDDEN : 0;
}

function remember() {
  const status = document.getElementById("status");
  const open = [...status.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const logs = [...status.querySelectorAll("pre.log[id]")].map((one) => {
    const atEnd = one.scrollHeight - one.scrollTop - one.clientHeight < 8;
    return [one.id, atEnd ? Infinity : one.scrollTop];
  });
  return { open, logs, state: status.dataset.state, focus: document.activeElement?.id };
}

function restore(status, before) {
  for (const [id, open] of before.open) {
    const one = document.getElementById(id);
    if (one) one.open = open;
  }
  for (const [id, top] of before.logs) {
    const one = document.getElementById(id);
    if (one) one.scrollTop = Math.min(top, one.scrollHeight);
  }
  if (before.focus && document.activeElement?.id !== before.focus) {
    document.getElementById(before.focus)?.focus({ preventScroll: true });
  }
  if (status.dataset.state !== before.state && said) {
    said.textContent = `This submission is now ${status.dataset.state}.`;
  }
}

for (const one of document.querySelectorAll("#status pre.log")) one.scrollTop = one.scrollHeight;

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (!ours(event)) return;
  const now = Date.now();
  if (now - asked < pause()) event.preventDefault();
  else asked = now;
});

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event)) return;
  failures = 0;
  kept = remember();
});

document.body.addEventListener("htmx:load", (event) => {
  const status = event.detail.elt;
  if (status.id !== "status" || !kept) return;
  restore(status, kept);
  kept = null;
});

for (const trouble of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(trouble, (event) => {
    if (ours(event)) failures += 1;
  });
}

// Signed out, or taken away: asking again would not help.
document.body.addEventListener("htmx:responseError", (event) => {
  if (!ours(event)) return;
  failures += 1;
  if (event.detail.xhr.status !== 404) return;
  document.getElementById("status").removeAttribute("hx-trigger");
  failures = Infinity;
  if (said) {
    said.classList.remove("quiet");
    said.textContent = "This page is not refreshed any more. Sign in again and reload it.";
  }
});
