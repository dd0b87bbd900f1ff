// Shows a structure in 3D when a reader asks for it: 3Dmol.js is fetched with the first one.
// Without WebGL the page says so; the XYZ and the text are there in any case.

const own = document.querySelector("script[data-viewer]");
const dark = matchMedia("(prefers-color-scheme: dark)");
const SMALL = 8; // atoms of a cell that is shown with its neighbours from the start
const FEW = 30; // atoms whose symbols can be read
const open = new Set();
let library;

function viewerLibrary() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = own.dataset.viewer;
    script.onload = () => done(globalThis["3Dmol"] ?? globalThis.$3Dmol);
    script.onerror = () => failed(new Error("The viewer could not be loaded."));
    document.head.append(script);
  });
  return library;
}

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// The frames of an extended XYZ: [{ name, text }].
function frames(text) {
  const lines = text.split("\n");
  const found = [];
  for (let at = 0; at < lines.length && lines[at].trim(); ) {
    const size = Number(lines[at]) + 2;
    const name = /part="([^"]*)"/.exec(lines[at + 1])?.[1] ?? "";
    found.push({ name, lattice: /Lattice=/.test(lines[at + 1]), text: lines.slice(at, at + size).join("\n") });
    at += size;
  }
  return found;
}

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

// Elements are told by colour, and by their symbols.
function name(viewer, model) {
  const style = { fontColor: token("ink"), backgroundColor: token("paper"), backgroundOpacity: 0.7, fontSize: 11, inFront: true, alignment: "center" };
  for (const { elem, x, y, z } of model.selectedAtoms({})) viewer.addLabel(elem, { ...style, position: { x, y, z } });
}

function draw(one) {
  const { viewer, frame, cells } = one;
  viewer.clear();
  viewer.removeAllLabels();
  viewer.setBackgroundColor(token("paper"));
  const model = viewer.addModel(frame.text, "xyz");
  if (frame.lattice) {
    const label = { fontColor: token("ink"), showBackground: false, fontSize: 14, inFront: true };
    const edge = { color: token("muted"), radius: 0.05, midpos: -1 };
    const styles = { astyle: edge, bstyle: edge, cstyle: edge, alabelstyle: label, blabelstyle: label, clabelstyle: label };
    viewer.addUnitCell(model, { box: { color: token("muted") }, alabel: "a", blabel: "b", clabel: "c", ...styles });
    if (cells) viewer.replicateUnitCell(2, 2, 2, model, true);
  }
  const colorscheme = "Jmol";
  model.setStyle({}, { stick: { radius: 0.12, colorscheme }, sphere: { scale: 0.28, colorscheme } });
  if (one.symbols) name(viewer, model);
  viewer.zoomTo();
  viewer.rotate(25, "y");
  viewer.rotate(15, "x");
  viewer.zoom(0.9);
  viewer.render();
}

// Buttons that turn and zoom: [label, sign, what]; the same by arrow keys, + and −.
const MOVES = [
  ["Turn left", "←", (v) => v.rotate(-20, "y"), "ArrowLeft"],
  ["Turn right", "→", (v) => v.rotate(20, "y"), "ArrowRight"],
  ["Turn up", "↑", (v) => v.rotate(-20, "x"), "ArrowUp"],
  ["Turn down", "↓", (v) => v.rotate(20, "x"), "ArrowDown"],
  ["Nearer", "+", (v) => v.zoom(1.25), "+"],
  ["Further away", "−", (v) => v.zoom(0.8), "-"],
];

function controls(one) {
  const bar = element("div", { class: "viewer-controls", role: "group", "aria-label": "Structure" });
  for (const [label, sign, move] of MOVES) {
    const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
    button.addEventListener("click", () => { move(one.viewer); one.viewer.render(); });
    bar.append(button);
  }
  if (one.frames.length > 1) bar.append(chooser(one));
  bar.append(switched(one, "symbols", "Symbols"));
  if (one.frames.some((frame) => frame.lattice)) bar.append(switched(one, "cells", "2 × 2 × 2 cells"));
  return bar;
}

function chooser(one) {
  const label = element("label", {}, "Structure ");
  const select = element("select");
  one.frames.forEach((frame, i) => select.append(element("option", { value: i }, frame.name)));
  select.value = one.frames.indexOf(one.frame);
  select.addEventListener("change", () => { one.frame = one.frames[Number(select.value)]; draw(one); });
  label.append(select);
  return label;
}

function switched(one, what, text) {
  const label = element("label");
  const box = element("input", { type: "checkbox" });
  box.checked = one[what];
  box.addEventListener("change", () => { one[what] = box.checked; draw(one); });
  label.append(box, ` ${text}`);
  return label;
}

function keys(one, stage) {
  stage.addEventListener("keydown", (event) => {
    const move = MOVES.find(([, , , key]) => key === event.key || (key === "+" && event.key === "="));
    if (!move) return;
    event.preventDefault();
    move[2](one.viewer);
    one.viewer.render();
  });
}

async function build(place, panel) {
  if (!hasWebGL()) throw new Error("This browser has no WebGL, which 3D needs.");
  const [mol, answer] = await Promise.all([viewerLibrary(), fetch(place.dataset.structure)]);
  if (!answer.ok) throw new Error(`The structure could not be fetched (${answer.status}).`);
  const found = frames(await answer.text());
  const start = found.find((frame) => frame.name === place.dataset.part) ?? found[0];
  const said = place.querySelector(".structure-text").textContent.replace(/\s+/g, " ").trim();
  const stage = element("div", { class: "stage", tabindex: "0", role: "img", "aria-label": `${said}. Arrow keys turn it, plus and minus zoom.` });
  panel.replaceChildren(stage);
  const viewer = mol.createViewer(stage, { backgroundColor: token("paper"), antialias: true });
  if (!viewer) throw new Error("This browser has no WebGL, which 3D needs.");
  const cells = Number(place.dataset.atoms) <= SMALL && start.lattice;
  const symbols = Number(place.dataset.atoms) <= FEW;
  const one = { viewer, frames: found, frame: start, cells, symbols };
  panel.append(controls(one));
  keys(one, stage);
  open.add(one);
  draw(one);
}

async function toggle(place, button) {
  let panel = place.querySelector(".viewer");
  if (panel) {
    panel.hidden = !panel.hidden;
  } else {
    panel = element("div", { class: "viewer", "aria-live": "polite" }, "Loading …");
    place.append(panel);
    try {
      await build(place, panel);
    } catch (trouble) {
      panel.replaceChildren(element("p", { class: "muted" }, `${trouble.message} The XYZ file holds the same structure.`));
    }
  }
  button.setAttribute("aria-expanded", String(!panel.hidden));
  button.firstChild.textContent = panel.hidden ? "Show in 3D" : "Hide 3D";
}

function ready(root) {
  for (const place of root.querySelectorAll("[data-structure]:not([data-ready])")) {
    place.dataset.ready = "yes";
    const button = place.querySelector(".show3d");
    button.hidden = false;
    button.addEventListener("click", () => toggle(place, button));
    if (place.hasAttribute("data-open")) toggle(place, button);
  }
}

ready(document);
document.body.addEventListener("htmx:load", (event) => ready(event.target));
dark.addEventListener("change", () => open.forEach(draw));
