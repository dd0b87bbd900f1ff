// The forms of handing in: what is wrong with a field is marked where it is told, and a file is
// looked at before it is sent, as far as a browser can. The server judges in any case.

const TAIL = 65_557; // bytes: the longest end record of a .zip, with its comment
const LONGEST_LIST = 4 * 1024 * 1024; // of a table of contents
const END = 0x06054b50;
const ENTRY = 0x02014b50;

// Fields

document.body.addEventListener("htmx:afterSwap", (event) => {
  const live = event.detail.target;
  if (live.classList.contains("live")) mark(live.closest(".field"), live);
});

function mark(field, live) {
  const wrong = live.querySelector(".errorlist") !== null;
  field.classList.toggle("wrong", wrong);
  const input = field.querySelector("input:not([type=hidden]), textarea, select");
  input.setAttribute("aria-invalid", String(wrong));
  const hint = field.querySelector(".hint")?.id;
  const told = wrong ? live.querySelector(".errorlist").id : null;
  const about = [told, hint].filter(Boolean).join(" ");
  if (about) input.setAttribute("aria-describedby", about);
  else input.removeAttribute("aria-describedby");
}

// The file

const choose = document.getElementById("choose");
const form = choose?.closest("form");

if (choose) {
  const input = choose.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    form.elements.filename.value = input.files[0]?.name ?? "";
    look(input.files[0]);
  });
  for (const route of form.querySelectorAll("input[name=route]")) {
    route.addEventListener("change", () => look(input.files[0]));
  }
}

async function look(file) {
  const live = document.getElementById("file-told");
  const route = form.elements.route.value;
  if (!file || route === "reference") return tell(live, "", []);
  const wrong = suspicious(file, route);
  let note = `${file.name}, ${size(file.size)}.`;
  if (!wrong.length && route === "bundle") {
    const names = await contents(file).catch(() => null);
    if (names === null) wrong.push("This cannot be read as a .zip. Make it with zip, or any tool that writes plain .zip.");
    else if (!names.includes("potential.py")) wrong.push(missing(names));
    else note += ` It has potential.py at its top, and ${names.length === 1 ? "nothing else" : `${names.length} entries in all`}.`;
  }
  if (form.querySelector("input[type=file]").files[0] === file) tell(live, note, wrong);
}

function suspicious(file, route) {
  const most = Number(choose.dataset[route]);
  const ending = route === "bundle" ? ".zip" : ".tar";
  const wrong = [];
  if (!file.name.toLowerCase().endsWith(ending)) {
    wrong.push(`${file.name} does not end in ${ending}. Choose another file, or the other way to hand it in.`);
  }
  if (file.size > most) wrong.push(`${file.name} has ${size(file.size)}; at most ${size(most)} are taken.`);
  if (file.size === 0) wrong.push(`${file.name} is empty.`);
  return wrong;
}

function missing(names) {
  const deeper = names.find((name) => name.endsWith("/potential.py"));
  const where = deeper ? `; there is one in ${deeper}` : "";
  return `The bundle has no potential.py at its top${where}. Zip the files, not the folder around them.`;
}

// Names of a .zip's entries, from its table of contents; the files themselves are not read.
async function contents(file) {
  const start = Math.max(0, file.size - TAIL);
  const end = new DataView(await file.slice(start).arrayBuffer());
  let at = end.byteLength - 22;
  while (at >= 0 && end.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no end record");
  const [length, offset] = [end.getUint32(at + 12, true), end.getUint32(at + 16, true)];
  if (length > LONGEST_LIST || offset + length > file.size) throw new Error("no table of contents");
  return listed(new DataView(await file.slice(offset, offset + length).arrayBuffer()));
}

function listed(table) {
  const names = [];
  for (let at = 0; at + 46 <= table.byteLength; ) {
    if (table.getUint32(at, true) !== ENTRY) throw new Error("no entry");
    const [name, extra, comment] = [28, 30, 32].map((field) => table.getUint16(at + field, true));
    const bytes = new Uint8Array(table.buffer, at + 46, name);
    names.push(new TextDecoder().decode(bytes));
    at += 46 + name + extra + comment;
  }
  return names;
}

function tell(live, note, wrong) {
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.id = "id_file_error";
  list.append(...wrong.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const good = Object.assign(document.createElement("p"), { className: "looked", textContent: note });
  live.replaceChildren(...(wrong.length ? [list] : note ? [good] : []));
  mark(choose, live);
}

function size(bytes) {
  const units = ["bytes", "KB", "MB", "GB"];
  let power = 0;
  while (bytes >= 1024 && power < 3) [bytes, power] = [bytes / 1024, power + 1];
  return `${power ? bytes.toFixed(1) : bytes} ${units[power]}`;
}
