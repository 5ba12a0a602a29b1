// Numbers and names as text. Names are strangers': they go into the page as text nodes alone, and what can't be seen is shown.

const NONE = "—";

// As `escape::visible` has it for terminals: control, invisible and direction-changing characters by their escapes.
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/gu;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function visible(text) {
  return String(text).replace(UNSEEN, (c) => SHORT[c] ?? `\\u{${c.codePointAt(0).toString(16)}}`);
}

// A name in a chart or a cell: what is longer than anybody reads is cut, and says so.
function brief(text, most = 80) {
  const shown = [...visible(text)];
  return shown.length > most ? `${shown.slice(0, most - 1).join("")}…` : shown.join("");
}

const ruler = document.createElement("canvas").getContext("2d");
let family = null;
// How wide a text of charts is, in pixels.
function wideness(text, size = 12, weight = 400) {
  family ??= getComputedStyle(document.body).fontFamily;
  ruler.font = `${weight} ${size}px ${family}`;
  return ruler.measureText(text).width;
}

// A text cut to the room that it has: letters are of many widths. Its last letters stay where `end` says how many: names often
// begin alike.
function fitted(text, room, { size = 12, weight = 400, end = 0 } = {}) {
  if (wideness(text, size, weight) <= room) return text;
  const shown = [...text];
  const tail = end > 0 ? shown.slice(-end).join("") : "";
  const cut = (count) => `${shown.slice(0, count).join("")}…${tail}`;
  let [least, most] = [0, shown.length - end];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (wideness(cut(middle), size, weight) <= room) least = middle;
    else most = middle - 1;
  }
  return cut(Math.max(0, least));
}

// Names that had no room in what is being drawn: whoever frames it says them in full.
const cutNames = new Set();
// A name as a chart has it, which is remembered where it is not the whole one.
function shortened(shown, whole) {
  if (shown.includes("…")) cutNames.add(whole);
  return shown;
}

// A name in two lines, cut where one of its words ends; what has no room in them loses its middle.
function twoLines(name, room) {
  if (wideness(name) <= room) return [name];
  const ends = [...name.matchAll(/[-_ .]/g)].map((found) => found.index + 1).filter((at) => wideness(name.slice(0, at)) <= room);
  const at = ends.at(-1);
  if (!at) return [fitted(name, room, { end: 5 })];
  return [name.slice(0, at), fitted(name.slice(at), room, { end: 5 })];
}

// A cell of CSV that no spreadsheet runs, as `escape::defused` has it.
function defused(text) {
  const isFormula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^[+-]?\d+(\.\d*)?$/.test(text);
  return (isFormula ? "'" : "") + visible(text);
}

// With the sign that a minus has in print, wherever a reader sees the number.
const fixed = (value, places) => {
  const text = value.toFixed(places);
  return text.replace("-", Number(text) === 0 ? "" : "−");
};
const share = (value) => (value == null ? NONE : `${fixed(100 * value, 1)}%`);
const points = (value) => {
  if (value == null) return NONE;
  const text = fixed(value, 1);
  return value > 0 && text !== "0.0" ? `+${text}` : text;
};
const price = (value) => (value == null ? NONE : `$${fixed(value, 2)}`);
// What is more than nothing is not printed as nothing.
const times = (value) =>
  value == null ? NONE : value > 0 && value < 0.005 ? "less than 0.01×" : `${value >= 9.95 ? fixed(value, 0) : fixed(value, value < 0.095 ? 2 : 1)}×`;

function scaled(value) {
  if (value == null) return NONE;
  const size = Math.abs(value);
  for (const [unit, places, letter] of [[1e12, 2, "T"], [1e9, 1, "B"], [1e6, 1, "M"], [1e3, 1, "K"]]) {
    if (size >= unit || (unit > 1e3 && size >= unit * 0.99995)) return fixed(value / unit, places) + letter;
  }
  return fixed(value, Number.isInteger(value) ? 0 : 2);
}
const usd = (value) => (value == null ? NONE : `$${scaled(value)}`);

// Words one after the other, as a sentence has them.
const listed = (words) => words.join(", ").replace(/, ([^,]*)$/, " and $1");

const DAY = 86400000;
const date = (text) => new Date(`${text}T00:00:00Z`);
const iso = (day) => day.toISOString().slice(0, 10);
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const dayText = (text) => {
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  return `${day} ${MONTHS[month - 1]} ${year}`;
};
const weekText = (text) => `${dayText(text)} to ${dayText(iso(new Date(date(text).getTime() + 6 * DAY)))}`;

// A cell as a reader wants it, by its unit.
function cellText(column, value) {
  if (value == null) return NONE;
  if (column.kind === "truth") return value ? "yes" : "no";
  if (column.kind === "text" || column.kind === "date" || column.kind === "instant") return brief(value, 160);
  switch (column.unit) {
    case "share (0 to 1)": return share(value);
    case "percentage points": return points(value);
    case "tokens": return scaled(value);
    case "USD": return usd(value);
    case "USD per million tokens": return price(value);
    case "ratio": return times(value);
    case "effective number": return fixed(value, 2);
    case "HHI (0 to 10000)": return fixed(value, 0);
    default: return fixed(value, Number.isInteger(value) ? 0 : 3);
  }
}

// What the words of the vocabulary mean to somebody who has not read it.
const WORDS = {
  list_asof: ["Prices of each week", "The list price in force in each week, at the measured mix of input and output."],
  list_current: ["Prices of one day", "The list prices of one day, at the measured mix of input and output."],
  list_3to1: ["3:1 assumption", "The list prices of one day, as if a quarter of all tokens were output: the mix that the published analysis assumed."],
  effective: ["Really paid", "What upstream says was paid per token: cache, discounts and providers contained."],
  billed: ["Billed", "Upstream's own total over tokens; it does not state its unit."],
  tokens: ["Tokens", "Nothing turns tokens into dollars."],
  default: ["Ours", "What this project stands behind: complete weeks, absent is not zero, both shares over the priced vendors."],
  published: ["As published", "What the analysis of April 2026 did, so that its tables can be repeated."],
  made: "made up for demonstration",
  reconstructed: "reconstructed from other published figures",
};
// The same prices where the run has no weeks, but the window of a board.
const OF_NO_WEEKS = ["Prices of that time", "The list prices in force in the days of the usage, at the measured mix of input and output."];
const word = (term) => (Array.isArray(WORDS[term]) ? WORDS[term][0] : String(term).replaceAll("_", " "));
const meaning = (term) => (Array.isArray(WORDS[term]) ? WORDS[term][1] : "");
