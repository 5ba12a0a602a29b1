// What all charts have in common: a frame with its question, its key and its table; marks for what was not observed.

const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Patterns lie over a mark's colour, in the colour of the paper: the colour stays the vendor's.
function patterns() {
  const line = (name) => shape("path", { d: "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", class: name });
  const pattern = (id, size, ...inside) =>
    shape("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse" }, ...inside);
  const onDot = (id, ...inside) => shape("pattern", { id, width: 1, height: 1 }, ...inside);
  document.getElementById("patterns").append(
    pattern("partial", 6, line("over")),
    pattern("made", 5, shape("circle", { cx: 1.5, cy: 1.5, r: 0.9, class: "over-dot" })),
    pattern("reconstructed", 6, shape("path", { d: "M0,3 h6 M3,0 v6", class: "over" })),
    // Of a dot as wide as these: patterns of bars begin where the chart does, and may leave a dot without a mark.
    onDot("made-dot", ...[3, 6, 9].flatMap((x) => [3, 6, 9].map((y) => shape("circle", { cx: x, cy: y, r: 0.9, class: "over-dot" })))),
    onDot("reconstructed-dot", shape("path", { d: "M0,4 h12 M0,8 h12 M4,0 v12 M8,0 v12", class: "over" })),
    // Of a band between two lines.
    pattern("hatch-two", 7, shape("path", { d: "M-1,6 l2,2 M0,0 l7,7 M6,-1 l2,2", class: "hatch-two" })),
    pattern("rest", 6, shape("rect", { width: 6, height: 6, class: "rest-ground" }), line("rest-line")),
    ...classPatterns(pattern));
}

// Why tokens have no price: light and dark grounds, each with lines or dots of its own, so that no two are told apart by a grey.
const classPatterns = (pattern) => Object.entries({
  listed_only: [6, "class-one", shape("path", { d: "M3,0 v6", class: "over" })],
  free_ended: [7, "class-strong", shape("path", { d: "M-1,6 l2,2 M0,0 l7,7 M6,-1 l2,2", class: "on-strong" })],
  prompt_only: [6, "class-pale", shape("circle", { cx: 3, cy: 3, r: 1.4, class: "on-pale dot" })],
  dynamic: [5, "class-pale", shape("path", { d: "M2.5,0 v5", class: "on-pale" })],
  unusable: [6, "class-strong", shape("circle", { cx: 3, cy: 3, r: 1.4, class: "on-strong dot" })],
  batch_zero: [5, "class-pale", shape("path", { d: "M0,2.5 h5", class: "on-pale" })],
}).map(([name, [size, ground, mark]]) => pattern(`class-${name}`, size, shape("rect", { width: size, height: size, class: ground }), mark));

const MARKS = {
  partial: "partial: the week still runs, or its first days are cut off",
  made: "made: values made up for demonstration",
  reconstructed: "reconstructed: from other published figures",
  rest: isOfMoney() ? "no vendor named, or no price" : "no vendor named",
};

// The key of the marks that a chart uses.
function keyOf(used) {
  const list = Object.keys(MARKS).filter((mark) => used.has(mark));
  if (list.length === 0) return null;
  return element("ul", { class: "key", "aria-label": "Marks" }, ...list.map((mark) => {
    const box = shape("svg", { width: 22, height: 13, "aria-hidden": "true" });
    if (mark !== "rest") box.append(shape("rect", { width: 22, height: 13, class: "key-ground" }));
    box.append(shape("rect", { width: 22, height: 13, fill: `url(#${mark})` }));
    return element("li", {}, box, MARKS[mark]);
  }));
}

// Colours with their names, where the bands themselves have no room for these.
function vendorKey(vendors, count) {
  const { own, small, together } = folded(vendors.filter((vendor) => vendor !== "others"), count);
  const entry = (fill, name, title) => element("li", { title },
    shape("svg", { width: 12, height: 12, "aria-hidden": "true" }, shape("rect", { width: 12, height: 12, fill })), name);
  return element("ul", { class: "key vendor-key", "aria-label": "Vendors" },
    ...own.map((vendor) => entry(colour(vendor), shortName(vendor))),
    together ? entry(colour(SMALLER), together, small.map(named).join(", ")) : null);
}

// A chart by the library. Its own style element would need leave in the page's policy: the page's style has its rules.
function plot(label, options) {
  const drawn = Plot.plot({ className: "plot", ...options });
  const svg = drawn.tagName === "svg" ? drawn : drawn.querySelector("svg");
  for (const style of drawn.querySelectorAll("style")) style.remove();
  named_picture(svg, label);
  return drawn;
}

// Readers of screens hear one sentence, and find the numbers in the table below.
function named_picture(svg, label) {
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const inside of svg.querySelectorAll("[aria-label]")) inside.removeAttribute("aria-label");
}

// A chart in its frame. `marks` is a set of names in MARKS; `of` says what of the choices the chart shows, for whoever takes
// it along: its days, whether it is of one price basis and one rule, and the vendors whose colours it uses.
function figure({ name: given, title, finding, node: drawn, marks = new Set(), note, of = {}, tables = [] }) {
  const name = fileName(given);
  const node = reachable(drawn);
  for (const table of tables) entitle(table, `chart-${name}`, title);
  const frame = element("figure", { id: `chart-${name}` },
    element("figcaption", {},
      element("h3", {}, title),
      finding ? element("p", { class: "finding" }, finding) : null),
    node,
    keyOf(marks),
    note ? element("p", { class: "note" }, note) : null,
    cutNames.size > 0 ? element("p", { class: "note in-full-names" }, `Names in full: ${[...cutNames].join(", ")}.`) : null,
    element("p", { class: "tools" },
      element("button", { type: "button", class: "svg", "aria-label": `SVG: ${title}`, onclick: () => saveSvg(name, pictureOf(frame, node, of)) }, "SVG"),
      element("button", { type: "button", class: "png", "aria-label": `PNG: ${title}`, onclick: () => savePng(name, pictureOf(frame, node, of)) }, "PNG")),
    ...tables);
  cutNames.clear();
  return frame;
}

// What a row rests on, where it was not observed: the name of the pattern that lies over its mark.
const unobserved = (row) => (SIGNS[row.value_origin] ? row.value_origin : null);
const patternOf = (row) => `url(#${unobserved(row)})`;
const dotPatternOf = (row) => `url(#${unobserved(row)}-dot)`;
// The patterns that the marks of rows have, for their key.
const unobservedOf = (list) => new Set(list.map(unobserved).filter(Boolean));

// How strongly a bar between two ends is drawn: on dark paper a pale one would not be seen.
const boundOpacity = () => (isOnDark() ? 0.45 : 0.28);

// Said of a chart that has nothing to show.
const nothing = (text) => element("p", { class: "empty" }, text);

const isNarrow = (width) => width < 560;
