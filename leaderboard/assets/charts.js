// Draws each [data-chart] with Plotly, from the JSON before it, once it comes into view. Colours and
// fonts are those of the style sheet, light or dark; series differ by mark and dash as well.

const own = document.querySelector("script[data-plotly]");
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const MARKS = ["circle", "diamond", "square", "triangle-up", "x", "star"];
const HATCHES = ["", "/", ".", "x", "-", "+"];
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
let library;

function plotly() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = own.dataset.plotly;
    script.onload = () => done(globalThis.moduleName ?? globalThis.Plotly);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function ends(values, low, high) {
  if (!low.length) return undefined;
  const up = high.map((end, i) => (end === null ? 0 : end - values[i]));
  const down = low.map((end, i) => (end === null ? 0 : values[i] - end));
  return { type: "data", symmetric: false, array: up, arrayminus: down, thickness: 1.25, width: 3 };
}

function trace(series, i, chart) {
  const colour = series.quiet ? token("muted") : token(`series-${(i % 6) + 1}`);
  const bars = series.mode === "bars";
  const lines = series.mode === "line" || series.mode === "steps";
  const texts = series.names.length ? series.names : series.x.map(() => "");
  return {
    type: bars ? "bar" : "scatter",
    mode: lines ? "lines" : chart.labels && series.names.length ? "markers+text" : "markers",
    name: series.label, x: series.x, y: series.y, text: texts, customdata: series.links,
    textposition: `${i % 2 ? "bottom" : "top"} right`, cliponaxis: false,
    hovertemplate: `${series.names.length ? "%{text}<br>" : ""}${chart.x}: %{x}<br>${chart.y}: %{y}<extra>${series.label}</extra>`,
    marker: {
      color: colour, symbol: MARKS[i % MARKS.length] + (series.quiet ? "-open" : ""),
      size: series.x.length > 60 ? 6 : 9, line: { color: token("paper"), width: series.quiet ? 1 : 0.75 },
      pattern: bars ? { shape: HATCHES[i % HATCHES.length], fillmode: "overlay", fgcolor: token("paper"), solidity: 0.25 } : undefined,
    },
    line: { color: colour, width: 2, dash: DASHES[i % DASHES.length], shape: series.mode === "steps" ? "hv" : "linear" },
    error_y: { ...ends(series.y, series.low, series.high), color: bars ? token("ink") : colour },
    error_x: { ...ends(series.x, series.x_low, series.x_high), color: colour },
  };
}

// Between the powers of ten, marks only where the values span few of these.
function step(values) {
  const known = values.filter((value) => value > 0);
  return Math.max(...known) > 300 * Math.min(...known) ? 1 : "D2";
}

function axis(title, log, ticks, values) {
  const named = ticks.length ? { tickvals: ticks.map((t) => t[0]), ticktext: ticks.map((t) => t[1]) } : {};
  return {
    title: { text: title, standoff: 10 }, automargin: true, ...(log ? { type: "log", dtick: step(values) } : {}),
    gridcolor: token("line"), linecolor: token("line-strong"), zerolinecolor: token("line-strong"),
    tickcolor: token("line-strong"), ticks: "outside", ticklen: 4, showline: true, ...named,
  };
}

function shapes(chart) {
  const line = { color: token("muted"), width: 1.25, dash: "dot" };
  if (chart.zero) return [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 0, y1: 0, line, layer: "below" }];
  if (!chart.level) return [];
  const all = chart.series.flatMap((one) => [...one.x, ...one.y]).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return [{ type: "line", x0: low, y0: low, x1: high, y1: high, line, layer: "below" }];
}

function layout(chart, narrow) {
  const many = chart.series.length > 1;
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", hovermode: "closest",
    font: { family: getComputedStyle(document.body).fontFamily, size: narrow ? 11 : 13, color: token("ink") },
    margin: { l: narrow ? 44 : 60, r: chart.labels ? (narrow ? 72 : 120) : 12, t: many ? 8 : 12, b: 48 }, showlegend: many,
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0 }, dragmode: narrow ? false : "zoom",
    hoverlabel: { bgcolor: token("paper"), bordercolor: token("line-strong"), font: { color: token("ink") } },
    xaxis: axis(chart.x, chart.log_x, chart.ticks, chart.series.flatMap((one) => one.x)),
    yaxis: axis(chart.y, chart.log_y, [], chart.series.flatMap((one) => one.y)),
    shapes: shapes(chart), transition: still.matches ? { duration: 0 } : undefined,
  };
}

async function draw(canvas) {
  const data = canvas.parentElement.querySelector("script[type='application/json']");
  const chart = JSON.parse(data.textContent);
  const Plotly = await plotly();
  canvas.querySelector("svg.plot")?.remove();
  const traces = chart.series.map((series, i) => trace(series, i, chart));
  const settings = { displayModeBar: false, responsive: true, displaylogo: false };
  await Plotly.react(canvas, traces, layout(chart, canvas.clientWidth < 480), settings);
  if (canvas.dataset.drawn) return;
  canvas.dataset.drawn = "yes";
  canvas.on("plotly_click", ({ points: [point] }) => {
    if (point.customdata) location.assign(point.customdata);
  });
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    seen.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "200px" });

function watch(root) {
  for (const canvas of root.querySelectorAll("[data-chart]:not([data-drawn])")) seen.observe(canvas);
}

watch(document);
document.body.addEventListener("htmx:load", (event) => watch(event.target));
dark.addEventListener("change", () => document.querySelectorAll("[data-chart][data-drawn]").forEach(draw));
