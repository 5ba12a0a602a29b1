// What a reader takes along: a table as CSV, a chart as SVG or PNG (see `picture.js`). Made here, sent nowhere.

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// A real number as Rust writes it: with a point where it is whole, and with the sign of a zero that has one.
function writtenReal(value) {
  const text = Object.is(value, -0) ? "-0" : written(value);
  return text.includes(".") ? roundedUp(text, value) : `${text}.0`;
}

// Where two shortest texts are equally near to a number, JavaScript takes the one that ends evenly, Rust the farther from zero.
// That is so of large numbers only, whose decimals are few.
function roundedUp(text, value) {
  if (Math.abs(value) < 1e10 || value.toFixed(20).replace(/0+$/, "") !== `${text}5`) return text;
  const up = text.slice(0, -1) + (Number(text.at(-1)) + 1);
  return Number(up) === value ? up : text;
}

// A number without an exponent, in which JavaScript writes small ones and large ones.
function written(value) {
  const [digits, power] = String(value).split("e");
  if (power === undefined) return digits;
  const [whole, part = ""] = digits.replace("-", "").split(".");
  const [sign, shift] = [digits.startsWith("-") ? "-" : "", Number(power)];
  return shift < 0 ? `${sign}0.${"0".repeat(-shift - 1)}${whole}${part}` : sign + (whole + part).padEnd(shift + 1, "0");
}

// RFC 4180 with line feeds, as `tokenshare show --format csv` prints it.
function csv(name) {
  const columns = columnsOf(name);
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (column, value) => {
    if (value == null) return "";
    const { kind } = DATA.columns[column];
    if (kind === "text") return quoted(defused(value));
    return kind === "real" ? writtenReal(value) : typeof value === "number" ? written(value) : String(value);
  };
  const lines = rows(name).map((row) => columns.map((column) => cell(column, row[column])).join(","));
  return [columns.join(","), ...lines, ""].join("\n");
}

// What a chart and its files are called, whatever its group is called: letters that every disk takes; of two that would then be
// the same, the second has a number.
const fileNames = new Map();
function fileName(name) {
  if (!fileNames.has(name)) {
    const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60);
    const taken = new Set(fileNames.values());
    let own = plain;
    for (let number = 2; taken.has(own); number += 1) own = `${plain}-${number}`;
    fileNames.set(name, own);
  }
  return fileNames.get(name);
}

function saveSvg(name, picture) {
  save(`${name}.svg`, new Blob([textOf(picture)], { type: "image/svg+xml" }));
}

async function savePng(name, picture) {
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(textOf(picture))}`;
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = element("canvas");
  canvas.width = 2 * Number(picture.getAttribute("width"));
  canvas.height = 2 * Number(picture.getAttribute("height"));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(`${name}.png`, blob), "image/png");
}

const textOf = (picture) => new XMLSerializer().serializeToString(picture);
