// The ranking page: what a cell says, arrow keys, and a board that follows its form.
// Without this module the form is submitted and the cells tell the same by CSS.

const root = document.documentElement;
root.classList.add("scripted");

// One explanation for all cells, above everything, so that the scrolling board does not cut it.
const tip = document.createElement("div");
tip.id = "tip";
tip.role = "tooltip";
tip.popover = "manual";
document.body.append(tip);

let explained = null;

function explain(cell) {
  const text = cell?.querySelector(":scope > .tip");
  if (!text) return hide();
  explained = cell;
  tip.textContent = text.textContent;
  tip.showPopover?.();
  const at = cell.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const below = at.bottom + size.height + 8 < innerHeight;
  tip.style.top = `${below ? at.bottom + 4 : at.top - size.height - 4}px`;
  tip.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
}

function hide() {
  explained = null;
  if (tip.matches(":popover-open")) tip.hidePopover();
}

const cellOf = (target) => target.closest?.(".ranking .cell");

document.addEventListener("pointerover", (event) => {
  const cell = cellOf(event.target);
  if (cell !== explained) explain(cell);
});
document.addEventListener("focusin", (event) => {
  const cell = cellOf(event.target);
  explain(cell);
  if (cell) event.target.setAttribute("aria-describedby", "tip");
});
document.addEventListener("focusout", (event) => {
  if (cellOf(event.target)) {
    event.target.removeAttribute("aria-describedby");
    hide();
  }
});
document.addEventListener("scroll", hide, { capture: true, passive: true });

// One stop of the Tab key a row; from there arrow keys lead to its cells.
const stops = (row) => [...row.querySelectorAll("a, [tabindex]")];

function oneStopARow() {
  for (const row of document.querySelectorAll(".ranking tbody tr")) {
    stops(row).forEach((stop) => stop.matches("th > a:first-child") || (stop.tabIndex = -1));
  }
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return hide();
  const step = STEPS[event.key];
  const row = event.target.closest?.(".ranking tbody tr");
  if (!step || !row || event.altKey || event.ctrlKey || event.metaKey) return;
  const column = stops(row).indexOf(event.target);
  const rows = [...row.parentElement.rows];
  const there = rows[rows.indexOf(row) + step[0]];
  const target = there && column >= 0 && stops(there)[column + step[1]];
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// The board follows the form; its address goes into the history, its new order is told.
const form = document.querySelector("#asked");
const told = document.querySelector("#told");
const board = () => document.querySelector("#board");
const order = () =>
  [...document.querySelectorAll(".ranking tbody tr:not(.line) th > a:first-child")].map((a) => a.textContent);

let before = order();

document.body.addEventListener("htmx:beforeRequest", () => board().setAttribute("aria-busy", "true"));

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 400) event.detail.shouldSwap = true;
});

document.body.addEventListener("htmx:afterSwap", () => {
  const { address, compared, listed, problem, filters } = board().dataset;
  document.querySelector(".in-use").textContent = filters === "0" ? "" : ` (${filters})`;
  if (!problem && address !== location.pathname + location.search) {
    history.pushState({}, "", address);
  }
  oneStopARow();
  const after = order();
  told.textContent = problem || sentence(after, compared, listed);
  before = after;
});

function sentence(after, compared, listed) {
  const rows = `${compared} of ${listed} potentials compared.`;
  if (!after.length) return `No row is left. ${rows}`;
  const moved = after.join() !== before.join();
  return `${moved ? `The order changed. First now: ${after.slice(0, 3).join(", ")}.` : "The order is the same."} ${rows}`;
}

document.body.addEventListener("htmx:responseError", (event) => {
  const wait = event.detail.xhr.getResponseHeader("Retry-After");
  told.textContent = wait
    ? `Too many rankings of your own at once. Try again in ${wait} seconds.`
    : "The table could not be fetched. Reload the page.";
  told.classList.remove("quiet");
});

addEventListener("popstate", () => location.reload());

// A slider beside each weight; the number stays what is sent.
for (const number of form?.querySelectorAll(".weights input[type=number]") ?? []) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: 1, step: 0.05, value: number.value });
  slider.setAttribute("aria-label", `${number.labels[0].textContent}, slider`);
  slider.addEventListener("input", () => (number.value = slider.value));
  number.addEventListener("input", () => (slider.value = number.value));
  number.after(slider);
}

oneStopARow();
