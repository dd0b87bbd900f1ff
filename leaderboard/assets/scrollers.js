// A table that is wider than its place scrolls sideways; who has no mouse reaches it by Tab.
// Where nothing is hidden there is no stop: a wide screen has none of them.

const SCROLLERS = ".scroll, pre, [data-scroll]";

const fit = (scroller) => {
  const hidden = scroller.scrollWidth > scroller.clientWidth || scroller.scrollHeight > scroller.clientHeight;
  if (hidden) {
    scroller.tabIndex = 0;
    if (!scroller.hasAttribute("role")) name(scroller);
  } else {
    scroller.removeAttribute("tabindex");
  }
};

const name = (scroller) => {
  const caption = scroller.querySelector("caption")?.textContent.trim();
  const heading = scroller.closest("section, article, details")?.querySelector("h1, h2, h3, h4, summary");
  scroller.setAttribute("role", "group");
  if (!scroller.hasAttribute("aria-label") && !scroller.hasAttribute("aria-labelledby")) {
    scroller.setAttribute("aria-label", `${caption || heading?.textContent.trim() || "Table"}, scrolls sideways`);
  }
};

const watcher = new ResizeObserver((seen) => seen.forEach((one) => fit(one.target)));

const watch = (root) => {
  root.querySelectorAll(SCROLLERS).forEach((scroller) => {
    fit(scroller);
    watcher.observe(scroller);
  });
};

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target.parentElement ?? event.target));
document.addEventListener("toggle", (event) => watch(event.target), true);
