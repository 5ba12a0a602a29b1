// What a reader takes along: a table as CSV, a chart as SVG or PNG. Made here, sent nowhere.

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// RFC 4180 with line feeds, as `tokenshare show --format csv` prints it.
function csv(name) {
  const columns = columnsOf(name);
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (column, value) => {
    if (value == null) return "";
    return DATA.columns[column].kind === "text" ? quoted(defused(value)) : String(value);
  };
  const lines = rows(name).map((row) => columns.map((column) => cell(column, row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

// The properties that a chart takes from the page's style: outside of it they must stand on the marks.
const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "opacity",
  "paint-order", "stroke-linejoin", "font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor", "color"];

function standalone(svg) {
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
  const shown = document.getElementById("patterns");
  const defs = shown.cloneNode(true);
  both(shown, defs);
  defs.removeAttribute("id");
  const paper = document.createElementNS(svg.namespaceURI, "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(defs, paper);
  copy.querySelectorAll(".cursor").forEach((cursor) => cursor.remove());
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

function saveSvg(name, svg) {
  save(`${name}.svg`, new Blob([standalone(svg)], { type: "image/svg+xml" }));
}

async function savePng(name, svg) {
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = element("canvas");
  canvas.width = 2 * svg.width.baseVal.value;
  canvas.height = 2 * svg.height.baseVal.value;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(`${name}.png`, blob), "image/png");
}
