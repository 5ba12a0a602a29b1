// What is shown: rule, basis, week, who is left out of the charts. A change draws every section anew.

const state = { rule: null, basis: null, week: null, hidden: new Set() };
const sections = [];
let turn = 0;

function section(id, draw) {
  sections.push({ id, draw });
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const answer = () => DATA.answers.find((a) => a.rule === state.rule && a.basis === state.basis) ?? null;
const choice = () => ({ rule: state.rule, price_basis: state.basis });

function change(what) {
  Object.assign(state, what);
  told();
  drawAll();
}

// The first sentence follows the choice.
function told() {
  const held = answer();
  if (held) {
    document.getElementById("sentence").textContent = held.sentence;
    const days = `${dayText(held.start)} to ${dayText(held.end)}. ${meaning(state.basis)}`;
    const one = state.week ? `The picture below is of one week alone, ${weekText(state.week)}: this sentence is not.` : null;
    const doubts = [days, held.doubt, windowDoubts(chosen("vendor_gap", choice())), one];
    document.getElementById("doubt").textContent = doubts.filter(Boolean).join(" ");
  }
}

function body(id) {
  return document.querySelector(`#${CSS.escape(id)} > .body`);
}

function drawOne({ id, draw }) {
  const place = body(id);
  if (!place) return;
  const open = [...place.querySelectorAll("details")].map((details) => details.open);
  place.replaceChildren(...draw(Math.max(280, Math.floor(place.clientWidth))).filter(Boolean));
  [...place.querySelectorAll("details")].forEach((details, at) => (details.open = open[at] ?? false));
}

// The first section at once, so that the answer is there; the others one by one, so that nothing freezes.
function drawAll() {
  turn += 1;
  const mine = turn;
  document.body.removeAttribute("data-ready");
  const next = (at) => {
    if (mine !== turn) return;
    if (at >= sections.length) {
      document.body.dataset.ready = String(mine);
      return;
    }
    drawOne(sections[at]);
    if (at === 0) requestAnimationFrame(() => setTimeout(next, 0, 1));
    else setTimeout(next, 0, at + 1);
  };
  next(0);
}

function radios(legend, name, options, current) {
  const group = element("fieldset", { class: "segments" }, element("legend", {}, legend));
  for (const option of options) {
    const id = `${name}-${option}`;
    const input = element("input", {
      type: "radio", name, id, value: option, checked: option === current,
      onchange: () => change({ [name]: option }),
    });
    group.append(input, element("label", { for: id, title: meaning(option) }, word(option)));
  }
  return group;
}

function weekChoice() {
  const weeks = distinct(rows("token_share"), (row) => row.week_start_date).sort().reverse();
  if (weeks.length === 0) return null;
  const complete = new Map(rows("token_share").map((row) => [row.week_start_date, row.is_complete]));
  const select = element("select", { id: "week", onchange: () => change({ week: select.value || null }) });
  select.append(element("option", { value: "" }, "Last weeks together"));
  for (const week of weeks) {
    select.append(element("option", { value: week }, `${dayText(week)}${complete.get(week) ? "" : " (partial)"}`));
  }
  return element("p", { class: "choice" }, element("label", { for: "week" }, "Weeks"), select);
}

// Who is in the charts: a button for each vendor that the charts name.
function legend() {
  const peak = new Map();
  for (const row of rows("token_share")) {
    peak.set(row.vendor, Math.max(peak.get(row.vendor) ?? 0, row.token_share ?? 0));
  }
  const vendors = [...peak.keys()].filter((vendor) => isShown(vendor, peak)).sort(vendorOrder);
  const buttons = vendors.map((vendor) => {
    const swatch = element("span", { class: vendor === "others" ? "swatch hatched" : "swatch" });
    swatch.style.setProperty("--colour", colour(vendor));
    const button = element("button", {
      type: "button", class: "chip", "data-vendor": vendor, "aria-pressed": "true",
      onclick: () => {
        if (!state.hidden.delete(vendor)) state.hidden.add(vendor);
        button.setAttribute("aria-pressed", String(!state.hidden.has(vendor)));
        change({});
      },
    }, swatch, named(vendor));
    return button;
  });
  return element("div", { class: "vendors" },
    element("p", { class: "hint", id: "vendors-hint" }, "Press a name to leave that vendor out of all charts; press again to have it back."),
    element("div", { class: "chips", role: "group", "aria-label": "Vendors in the charts", "aria-describedby": "vendors-hint" }, ...buttons));
}

// Vendors that have a colour of their own, or were large once; the others are one part of a stack.
const isShown = (vendor, peak) => vendor === "others" || Object.hasOwn(DATA.colours, vendor) || (peak.get(vendor) ?? 0) >= 0.03;

function choices() {
  const rules = distinct(DATA.answers, (a) => a.rule);
  const bases = distinct(DATA.answers, (a) => a.basis);
  const form = document.getElementById("choices");
  form.addEventListener("submit", (event) => event.preventDefault());
  const details = element("details", { open: matchMedia("(min-width: 35rem)").matches }, element("summary", {}, "Price, rule and weeks"));
  form.append(details);
  const options = element("div", { class: "options" });
  details.append(options);
  options.append(...[
    bases.length > 1 ? radios("Price", "basis", bases, state.basis) : null,
    rules.length > 1 ? radios("Rule", "rule", rules, state.rule) : null,
    weekChoice(),
  ].filter(Boolean));
  // The key of the columns over weeks, and the switch of every chart.
  if (body("shares") && has("token_share")) body("shares").before(legend());
}

function theme() {
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  const set = (isDark) => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.setAttribute("aria-pressed", String(isDark));
    for (const swatch of document.querySelectorAll(".chip .swatch")) {
      swatch.style.setProperty("--colour", colour(swatch.parentElement.dataset.vendor));
    }
    if (turn > 0) drawAll();
  };
  set(system);
  button.addEventListener("click", () => set(document.documentElement.dataset.theme !== "dark"));
}

function ages() {
  for (const cell of document.querySelectorAll(".age")) {
    const days = Math.floor((Date.now() - Date.parse(cell.dataset.at)) / DAY);
    cell.textContent = Number.isFinite(days) ? `${days} ${days === 1 ? "day" : "days"}` : NONE;
  }
}

function start() {
  const first = DATA.answers[0];
  Object.assign(state, { rule: first?.rule ?? "default", basis: first?.basis ?? "list_asof" });
  theme();
  patterns();
  choices();
  ages();
  told();
  drawAll();
  let width = document.body.clientWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
}
