// On paper nothing can be pressed: charts at the width of a page, in light, and the first rows of each table.

const PAPER_WIDTH = 680;
const PAPER_ROWS = 6;
const PAPER_COLUMNS = 7;
// How the details of each table are filled for paper.
const onPaper = new WeakMap();

// The rows that come first on paper: those of the newest days that are whole, and of them the largest by the first number.
function topRows(list, columns) {
  const when = (row) => row.week_start_date ?? row.window_end_date ?? "";
  const number = columns.find((column) => isNumeric(DATA.columns[column].kind));
  const last = (row) => (number && row[number] != null ? Math.abs(row[number]) : -1);
  const whole = list.filter((row) => row.is_complete !== false);
  return [...(whole.length > 0 ? whole : list)]
    .sort((one, other) => (when(one) < when(other)) - (when(one) > when(other)) || last(other) - last(one));
}

// Those by which the table opens, unless weeks that are not whole would stand first.
const firstOnPaper = (name, list, columns) => (Object.hasOwn(OPENS, name) && !list.some((row) => row.is_complete === false) ? opened(name, list) : topRows(list, columns));

// A cell on paper, where a week that is not whole says so.
function paperCell(name, row, column, at) {
  const origin = originOf(name, row, column);
  const kind = isNumeric(DATA.columns[column].kind) ? "number" : "text";
  const text = brief(signedText(row, column), 60) + (column === "week_start_date" && row.is_complete === false ? " (partial)" : "");
  return element(at === 0 ? "th" : "td", { class: origin ? `${kind} ${origin}` : kind }, element("bdi", {}, text));
}

// The first rows and columns of a table, with how many there are.
function shortGrid(name, list, columns, first) {
  const narrow = columns.slice(0, PAPER_COLUMNS);
  const shown = first.slice(0, PAPER_ROWS);
  const head = narrow.map((column) => element("th", { scope: "col", class: isNumeric(DATA.columns[column].kind) ? "number" : null }, labelOf(column)));
  const lines = shown.map((row) => element("tr", {}, ...narrow.map((column, at) => paperCell(name, row, column, at))));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines));
  const isAll = list.length <= PAPER_ROWS && columns.length <= PAPER_COLUMNS;
  const more = `${lines.length} of ${list.length} rows, ${narrow.length} of ${columns.length} columns; all of them: tokenshare show ${name}`;
  return { node: element("div", {}, table, isAll ? "" : element("p", { class: "more" }, more)), shown };
}

// The page is drawn for paper before it is printed, and again for the screen behind it.
function paper() {
  let wasDark = null;
  let wasOpen = [];
  let wereOpen = [];
  // What was read and left aside is folded on screens, since it may be many lines of ids.
  const remarks = () => [...document.querySelectorAll("details.remarks")];
  const tables = () => [...document.querySelectorAll("details.table")];
  addEventListener("beforeprint", () => {
    turn += 1;
    wasDark = document.documentElement.dataset.theme === "dark";
    paint(false);
    for (const one of sections) drawOne(one, PAPER_WIDTH);
    wasOpen = tables().map((details) => details.open);
    for (const details of tables()) {
      onPaper.get(details)?.();
      details.open = true;
    }
    wereOpen = remarks().map((details) => details.open);
    for (const details of remarks()) details.open = true;
  });
  addEventListener("afterprint", () => {
    paint(wasDark);
    tables().forEach((details, at) => (details.open = wasOpen[at] ?? false));
    remarks().forEach((details, at) => (details.open = wereOpen[at] ?? false));
    drawAll();
  });
}
