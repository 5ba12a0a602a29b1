// What is shown: rule, basis, week, who is left out of the charts. A change draws every section anew.

// `before` is the basis that was chosen when the published rule brought its own.
const state = { rule: null, basis: null, week: null, hidden: new Set(), before: null };
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

function change(what) {
  Object.assign(state, what);
  showView();
  writeView();
  told();
  drawAll();
}

function body(id) {
  return document.querySelector(`#${CSS.escape(id)} > .body`);
}

// What takes the focus of a keyboard.
const FOCUSED = "button, summary, [tabindex]";

function drawOne({ id, draw }, width = null) {
  const place = body(id);
  if (!place) return;
  const open = [...place.querySelectorAll("details")].map((details) => details.open);
  const focus = [...place.querySelectorAll(FOCUSED)].indexOf(document.activeElement);
  cutNames.clear();
  place.replaceChildren(...draw(width ?? Math.max(280, Math.floor(place.clientWidth))).filter(Boolean));
  [...place.querySelectorAll("details")].forEach((details, at) => (details.open = open[at] ?? false));
  // Whoever chose a week by the keyboard goes on from where they were.
  if (focus >= 0) place.querySelectorAll(FOCUSED)[focus]?.focus({ preventScroll: true });
}

// The first section at once, so that the answer is there; the others one by one, so that nothing freezes.
function drawAll() {
  turn += 1;
  const mine = turn;
  document.body.removeAttribute("data-ready");
  const next = (at) => {
    if (mine !== turn) return;
    if (at >= sections.length) {
      arrive();
      document.body.dataset.ready = String(mine);
      return;
    }
    drawOne(sections[at]);
    if (at === 0) requestAnimationFrame(() => setTimeout(next, 0, 1));
    else setTimeout(next, 0, at + 1);
  };
  next(0);
}

function radios(legend, name, options, choose) {
  const group = element("fieldset", { class: "segments" }, element("legend", {}, legend));
  for (const option of options) {
    const id = `${name}-${option}`;
    const input = element("input", {
      type: "radio", name, id, value: option, checked: option === state[name], autocomplete: "off",
      onchange: () => choose(option),
    });
    group.append(input, element("label", { for: id, title: meaning(option) }, word(option)));
  }
  return group;
}

// Whoever chooses the published rule wants the published figures, which need the published prices, too: these come with the
// rule, and go with it unless others were chosen in between.
const publishedBasis = () => cases().find((one) => one.rule === PUBLISHED.rule && one.basis === PUBLISHED.price_basis)?.basis ?? null;
const takePublished = () => change({ ...(state.basis === publishedBasis() ? {} : { before: state.basis }), rule: PUBLISHED.rule, basis: publishedBasis() });

function chooseRule(rule) {
  if (rule === PUBLISHED.rule && publishedBasis()) takePublished();
  else if (state.before && state.basis === publishedBasis()) change({ rule, basis: state.before, before: null });
  else change({ rule, before: null });
}

// Which prices the published page took, beside its rule.
function publishedNote() {
  const take = () => {
    takePublished();
    // The button is gone: the keyboard goes on from what it chose.
    document.getElementById(`basis-${state.basis}`)?.focus();
  };
  return element("div", { class: "of-published" },
    element("p", { id: "published-note", role: "status" }),
    element("button", { type: "button", id: "published-basis", hidden: true, onclick: take }, `Take ${inQuotes(PUBLISHED.price_basis)}, too`));
}

const inQuotes = (term) => `\u201c${word(term)}\u201d`;
function showPublished() {
  const note = document.getElementById("published-note");
  if (!note) return;
  const isRuled = state.rule === PUBLISHED.rule && publishedBasis() != null;
  const isWhole = state.basis === publishedBasis();
  note.textContent = !isRuled ? "" : isWhole
    ? `The published page took ${inQuotes(PUBLISHED.price_basis)} as its prices: they are chosen with its rule.`
    : `The published page took ${inQuotes(PUBLISHED.price_basis)} as its prices: at others its rule gives other figures than it printed.`;
  document.getElementById("published-basis").hidden = !isRuled || isWhole;
}

function weekChoice() {
  const weeks = distinct(rows("token_share"), (row) => row.week_start_date).sort().reverse();
  if (weeks.length === 0) return null;
  const complete = new Map(rows("token_share").map((row) => [row.week_start_date, row.is_complete]));
  const select = element("select", { id: "week", "aria-describedby": "week-hint", onchange: () => change({ week: select.value || null }) });
  select.append(element("option", { value: "" }, togetherText()));
  for (const week of weeks) {
    select.append(element("option", { value: week }, `${dayText(week)}${complete.get(week) ? "" : " (partial)"}`));
  }
  select.value = state.week ?? "";
  return element("p", { class: "choice" }, element("label", { for: "week" }, "Weeks"), select,
    element("span", { class: "hint", id: "week-hint" }, "Followed by the first sentence and picture, marked in charts by week."));
}

// What is shown where no week is chosen: some weeks together, a month's view, or, without prices, one week.
function togetherText() {
  const days = shownDays();
  if (!days) return "All weeks";
  if (!has("vendor_gap")) return `Last complete week, ${dayText(days[0])}`;
  const weeks = answerRows()[0]?.weeks;
  return weeks == null ? `${dayText(days[0])} to ${dayText(days[1])}` : weeks === 1 ? `The last week, ${dayText(days[0])} to ${dayText(days[1])}` : `Last ${weeks} weeks together`;
}

// The sections of this page whose charts are of all vendors, whoever is left out.
function wholeText() {
  const names = ["groups", "concentration", "quality", "coverage"].filter(body);
  return names.length === 0 ? "" : `; ${listed(names)} ${names.length === 1 && names[0] !== "groups" ? "stays" : "stay"} whole`;
}

// Who is in the charts: a button for each vendor that the charts name.
function legend() {
  const peak = new Map();
  for (const row of [...rows("token_share"), ...rows("dollar_share")]) {
    peak.set(row.vendor, Math.max(peak.get(row.vendor) ?? 0, row.token_share ?? 0, row.dollar_share ?? 0));
  }
  const { own, small } = folded([...peak.keys()].filter((vendor) => isShown(vendor, peak)).sort(vendorOrder));
  const chips = (vendors, label) => element("div", { class: "chips", role: "group", "aria-label": label, "aria-describedby": "vendors-hint" }, ...vendors.map(chip));
  return element("div", { class: "vendors" },
    element("p", { class: "hint", id: "vendors-hint" }, `Press a name to leave that vendor out of the charts of single vendors${wholeText()}. Press again to have it back.`),
    chips(own, "Vendors in the charts"),
    small.length === 0 ? null : element("details", { class: "smaller" },
      element("summary", { title: small.map(named).join(", ") }, `${SMALLER} (${small.length})`),
      chips(small, "Smaller vendors in the charts")));
}

function chip(vendor) {
  const swatch = element("span", { class: vendor === "others" ? "swatch hatched" : "swatch" });
  swatch.style.setProperty("--colour", colour(vendor));
  const button = element("button", {
    type: "button", class: "chip", "data-vendor": vendor, "aria-pressed": String(!state.hidden.has(vendor)),
    onclick: () => {
      if (!state.hidden.delete(vendor)) state.hidden.add(vendor);
      button.setAttribute("aria-pressed", String(!state.hidden.has(vendor)));
      change({});
    },
  }, swatch, named(vendor));
  return button;
}

// Vendors that have a colour of their own, or were large once; the others are one part of a stack.
const isShown = (vendor, peak) => vendor === "others" || Object.hasOwn(DATA.colours, vendor) || (peak.get(vendor) ?? 0) >= 0.03;

function choices() {
  const rules = distinct(cases(), (one) => one.rule).sort();
  const bases = distinct(cases(), (one) => one.basis).filter(Boolean);
  const form = document.getElementById("choices");
  form.addEventListener("submit", (event) => event.preventDefault());
  const options = Object.entries({
    Price: bases.length > 1 ? radios("Price", "basis", bases, (basis) => change({ basis })) : null,
    rule: rules.length > 1 ? radios("Rule", "rule", rules, chooseRule) : null,
    weeks: weekChoice(),
  }).filter(([, made]) => made);
  // A form of nothing to choose is not shown at all.
  form.hidden = options.length === 0;
  const names = listed(options.map(([name]) => name));
  form.append(element("details", { open: matchMedia("(min-width: 35rem)").matches },
    element("summary", {}, names.charAt(0).toUpperCase() + names.slice(1)),
    element("div", { class: "options" }, ...options.map(([, made]) => made))), rules.length > 1 && bases.length > 1 ? publishedNote() : "");
  showPublished();
  // The key of the columns over weeks, and the switch of every chart.
  if (body("shares") && has("token_share")) body("shares").before(legend());
}

function paint(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  document.getElementById("theme").setAttribute("aria-pressed", String(isDark));
  for (const swatch of document.querySelectorAll(".chip .swatch")) {
    swatch.style.setProperty("--colour", colour(swatch.parentElement.dataset.vendor));
  }
}

function theme() {
  const button = document.getElementById("theme");
  const set = (isDark) => {
    paint(isDark);
    if (turn > 0) drawAll();
  };
  set(matchMedia("(prefers-color-scheme: dark)").matches);
  button.hidden = false;
  button.addEventListener("click", () => set(document.documentElement.dataset.theme !== "dark"));
}

function ages() {
  for (const cell of document.querySelectorAll(".age")) {
    const days = Math.floor((Date.now() - Date.parse(cell.dataset.at)) / DAY);
    cell.textContent = Number.isFinite(days) ? `${days} ${days === 1 ? "day" : "days"}` : NONE;
  }
}

// Names of columns and commands in remarks, which stand between back-ticks.
function codes() {
  for (const item of document.querySelectorAll("#sources ul:not(.citations) li")) {
    item.replaceChildren(...coded(item.textContent));
  }
}

function start() {
  Object.assign(state, readView());
  theme();
  patterns();
  choices();
  ages();
  codes();
  told();
  drawAll();
  paper();
  followView();
  let width = document.body.clientWidth;
  let waiting = 0;
  addEventListener("resize", () => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
}
