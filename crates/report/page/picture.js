// A chart as it leaves the page: with its title, days, choices, key and source, so that it can stand alone.

// The properties that a chart takes from the page's style: outside of it they must stand on the marks.
const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "opacity",
  "paint-order", "stroke-linejoin", "font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor", "color"];

// A copy of an element of SVG, with its paint on it.
function painted(svg) {
  const copy = svg.cloneNode(true);
  const both = (one, other) => {
    const style = getComputedStyle(one);
    for (const name of PAINT) {
      const value = style.getPropertyValue(name);
      if (value) other.setAttribute(name, value.replace(/url\("?[^"#)]*#([^")]+)"?\)/, "url(#$1)"));
    }
    for (let at = 0; at < one.children.length; at += 1) both(one.children[at], other.children[at]);
  };
  both(svg, copy);
  copy.querySelectorAll(".cursor, .strip").forEach((hidden) => hidden.remove());
  return copy;
}

const EDGE = 16;

// Lines of text below each other, as wide as the picture; `y` is where the next thing begins.
class Sheet {
  constructor(width) {
    const style = getComputedStyle(document.body);
    this.width = width;
    this.family = style.fontFamily;
    this.ink = style.color;
    this.soft = getComputedStyle(document.querySelector(".lead") ?? document.body).color;
    this.parts = [];
    this.y = EDGE;
  }

  measured(text, size, weight) {
    ruler.font = `${weight} ${size}px ${this.family}`;
    return ruler.measureText(text).width;
  }

  text(text, x, y, { size = 12, weight = 400, fill = this.soft } = {}) {
    this.parts.push(shape("text", { x, y, fill, "font-size": size, "font-weight": weight, "font-family": this.family }, text));
  }

  // A text in as many lines as a room needs; a word that is wider than it is cut where it ends.
  lines(text, room, { size = 12, weight = 400 } = {}) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) === "" || this.measured(longer, size, weight) <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
      while (this.measured(lines.at(-1), size, weight) > room && lines.at(-1).length > 1) {
        const whole = [...lines.at(-1)];
        let fits = whole.length;
        while (fits > 1 && this.measured(whole.slice(0, fits).join(""), size, weight) > room) fits -= 1;
        lines.splice(-1, 1, whole.slice(0, fits).join(""), whole.slice(fits).join(""));
      }
    }
    return lines;
  }

  wrapped(text, how = {}) {
    const { size = 12 } = how;
    for (const line of this.lines(text, this.width - 2 * EDGE, how)) {
      this.text(line, EDGE, this.y + size, how);
      this.y += Math.ceil(size * 1.4);
    }
  }

  // Swatches with their names, one behind the other; a name that is wider than the sheet goes on below itself.
  key(items) {
    let x = EDGE;
    for (const { swatch, text } of items) {
      const indent = Number(swatch.getAttribute("width") ?? 22) + 6;
      const [first, ...more] = this.lines(text, this.width - 2 * EDGE - indent);
      const wide = indent + this.measured(first, 12, 400);
      if (x > EDGE && x + wide > this.width - EDGE) [x, this.y] = [EDGE, this.y + 18];
      swatch.setAttribute("x", x);
      swatch.setAttribute("y", this.y);
      this.parts.push(swatch);
      this.text(first, x + indent, this.y + 11);
      for (const line of more) {
        this.y += 16;
        this.text(line, x + indent, this.y + 11);
      }
      x += wide + 16;
    }
    if (items.length > 0) this.y += 22;
  }
}

// What of the choices a chart shows.
function factsOf({ days, isPriced, isRuled, isOfAll }) {
  const hidden = [...state.hidden].map(named);
  const more = hidden.length > 12 ? ` and ${hidden.length - 12} more` : "";
  return [
    days ? `${dayText(days[0])} to ${dayText(days[1])}` : null,
    isPriced ? `${word(state.basis)}: ${meaning(state.basis)}` : null,
    isRuled ? `Rule: ${word(state.rule).toLowerCase()}` : null,
    hidden.length > 0 && !isOfAll ? `Left out by hand: ${hidden.slice(0, 12).join(", ")}${more}` : null,
  ].filter(Boolean);
}

// First and last day of what rows are of.
function daysOf(list) {
  const first = list.map((row) => row.week_start_date ?? row.window_start_date).filter(Boolean).sort()[0];
  const ends = list.map((row) => row.window_end_date ?? (row.week_start_date ? iso(new Date(weekEnd(row.week_start_date).getTime() - DAY)) : null));
  const last = ends.filter(Boolean).sort().at(-1);
  return first && last ? [first, last] : null;
}

// The charts of a frame where they stand, and what the page writes beside small ones.
function drawnOn(sheet, node) {
  const box = node.getBoundingClientRect();
  const svgs = node.matches?.("svg[role=img]") ? [node] : [...node.querySelectorAll("svg[role=img]")];
  const tops = svgs.map((svg) => svg.getBoundingClientRect().top);
  const texts = [...node.querySelectorAll(".small p")];
  const top = Math.min(...tops, ...texts.map((text) => text.getBoundingClientRect().top));
  let bottom = top;
  for (const svg of svgs) {
    const place = svg.getBoundingClientRect();
    const copy = painted(svg);
    for (const [name, value] of Object.entries({ x: EDGE + place.left - box.left, y: sheet.y + place.top - top, width: place.width, height: place.height, overflow: "visible" })) copy.setAttribute(name, value);
    sheet.parts.push(copy);
    bottom = Math.max(bottom, place.bottom);
  }
  for (const text of texts) {
    const place = text.getBoundingClientRect();
    const style = getComputedStyle(text);
    const how = { size: parseFloat(style.fontSize), weight: style.fontWeight, fill: style.color };
    // In as many lines as the page has it in.
    sheet.lines(text.textContent, place.width + 1, how).forEach((line, at) => {
      sheet.text(line, EDGE + place.left - box.left, sheet.y + place.top - top + 14 + at * Math.ceil(how.size * 1.3), how);
    });
  }
  sheet.y += bottom - top + 8;
}

function keysOf(frame, vendors) {
  const { own, together } = folded([...new Set(vendors)].sort(vendorOrder));
  const entry = (fill, text) => ({ swatch: shape("svg", { width: 22, height: 13 }, shape("rect", { width: 22, height: 13, fill })), text });
  const colours = own.map((vendor) => (vendor === "others" ? entry("url(#rest)", "others") : entry(colour(vendor), brief(shortName(vendor), 30))));
  if (together) colours.push(entry(colour(SMALLER), together));
  const marks = [...frame.querySelectorAll(":scope .key:not(.vendor-key) li")].map((item) => {
    const own = item.querySelector("svg");
    return { swatch: own ? painted(own) : shape("svg"), text: item.textContent };
  });
  return [colours, marks];
}

function pictureOf(frame, node, of) {
  const sheet = new Sheet(Math.ceil(Math.max(320, node.getBoundingClientRect().width + 2 * EDGE)));
  sheet.wrapped(frame.querySelector("h3").textContent, { size: 17, weight: 700, fill: sheet.ink });
  const finding = frame.querySelector(".finding");
  if (finding) sheet.wrapped(finding.textContent, { size: 13, fill: sheet.ink });
  for (const fact of factsOf(of)) sheet.wrapped(fact);
  sheet.y += 6;
  for (const items of keysOf(frame, of.vendors ?? [])) sheet.key(items);
  drawnOn(sheet, node);
  const note = frame.querySelector(".note");
  if (note) sheet.wrapped(note.textContent);
  const citations = [...document.querySelectorAll(".citations li")].map((citation) => brief(citation.textContent, 400));
  citations.forEach((citation, at) => sheet.wrapped(at === 0 ? `Sources of the run: ${citation}` : citation, { size: 11 }));
  sheet.wrapped(`Drawn by ${brief(DATA.program, 80)}, run ${brief(DATA.run, 80)}`, { size: 11 });
  return assembled(sheet);
}

function assembled(sheet) {
  const height = Math.ceil(sheet.y + EDGE);
  const defs = painted(document.getElementById("patterns"));
  defs.removeAttribute("id");
  const paper = shape("rect", { width: "100%", height: "100%", fill: getComputedStyle(document.body).backgroundColor });
  const svg = shape("svg", { width: sheet.width, height, viewBox: `0 0 ${sheet.width} ${height}` }, defs, paper, ...sheet.parts);
  svg.setAttribute("xmlns", SVG);
  return svg;
}
