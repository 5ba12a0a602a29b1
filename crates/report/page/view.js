// What is shown, in the address behind `#`: a link leads to the same view. `#shares&basis=list_asof&hidden=openai,qwen` is the
// section first, then what differs from what the page shows by itself.

// What the page shows by itself.
function firstView() {
  const first = DATA.answers[0] ?? cases().find((one) => one.rule === "default") ?? cases()[0];
  return { rule: first?.rule ?? "default", basis: first?.basis ?? "list_asof", week: null, hidden: new Set(), before: null };
}

// The section of an address, and its choices.
function addressed() {
  const [section, ...choices] = location.hash.slice(1).split("&");
  const isSection = !section.includes("=");
  return { section: isSection ? section : "", choices: new URLSearchParams((isSection ? choices : [section, ...choices]).join("&")) };
}

// The view of the address. What this page does not have is not taken from it.
function readView() {
  const first = firstView();
  const view = { ...first };
  const { choices } = addressed();
  const known = { rule: new Set(cases().map((one) => one.rule)), basis: new Set(cases().map((one) => one.basis)), week: new Set(rows("token_share").map((row) => row.week_start_date)) };
  for (const [name, values] of Object.entries(known)) {
    // What the address does not name is none of its choices, though a run without prices has a basis that is null.
    const asked = choices.get(name);
    if (asked !== null && values.has(asked)) view[name] = asked;
  }
  // The published rule has its prices with it, as where it is chosen by hand; ours from there has those that the page begins with.
  if (choices.get("rule") === PUBLISHED.rule && view.rule === PUBLISHED.rule && publishedBasis()) {
    if (!known.basis.has(choices.get("basis"))) view.basis = publishedBasis();
    if (view.basis === publishedBasis() && view.basis !== first.basis) view.before = first.basis;
  }
  const vendors = wordsOf("vendor");
  view.hidden = new Set((choices.get("hidden") ?? "").split(",").filter((vendor) => vendors.has(vendor)));
  return view;
}

function writeView() {
  const first = firstView();
  const parts = [addressed().section];
  for (const name of ["rule", "basis", "week"]) {
    // Beside the published rule prices are always named: without them it has its own.
    const isNamed = name === "basis" && state.rule !== first.rule && state.rule === PUBLISHED.rule && state.basis;
    if (isNamed || state[name] !== first[name]) parts.push(`${name}=${encodeURIComponent(state[name])}`);
  }
  if (state.hidden.size > 0) parts.push(`hidden=${[...state.hidden].sort().map(encodeURIComponent).join(",")}`);
  const hash = parts.length === 1 && parts[0] === "" ? "" : `#${parts.filter((part, at) => at > 0 || part).join("&")}`;
  keepView(hash === location.hash ? null : hash || location.pathname + location.search);
}

// The view beside its address: a link within the page leaves the address of what it keeps without choices, and whoever comes back
// to that address is to find what was shown there.
const viewNow = () => ({ ...state, hidden: [...state.hidden].sort() });
function keepView(address = null) {
  // A page out of a frame or an archive may not write its address; the view is shown all the same.
  try {
    history.replaceState({ run: DATA.run, view: viewNow() }, "", address ?? location.href);
  } catch {}
}

// What was shown at this address before; nothing at one that is new, or of another run's page.
function keptView() {
  const { run, view } = history.state ?? {};
  return run === DATA.run && view ? { ...view, hidden: new Set(view.hidden) } : null;
}

// The place of the address, which is drawn after a browser looked for it; and what stands before it grows, section by section.
let isArriving = false;
function goThere() {
  document.getElementById(addressed().section)?.scrollIntoView({ behavior: "instant" });
}

// Once all is drawn the page goes there once more, unless somebody has begun to read by then.
function arrive() {
  if (isArriving) goThere();
  isArriving = false;
}

// A link within the page keeps the view; one that was pasted into the address changes it.
function followView() {
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(kind, () => (isArriving = false), { capture: true, passive: true });
  addEventListener("hashchange", () => {
    isArriving = true;
    const kept = keptView();
    const before = JSON.stringify(viewNow());
    Object.assign(state, kept ?? ([...addressed().choices].length === 0 ? {} : readView()));
    if (JSON.stringify(viewNow()) === before) {
      // What is drawn already was found by the browser, unless choices stand behind it.
      if (location.hash.includes("&")) goThere();
      if (!kept) writeView();
      if (document.body.dataset.ready) isArriving = false;
    } else {
      if (!kept) keepView();
      showView();
      told();
      drawAll();
      goThere();
    }
  });
  keepView();
  isArriving = addressed().section !== "";
  // What has choices behind it is no place that a browser knows.
  if (location.hash.includes("&")) goThere();
}

// The controls as the view has them.
function showView() {
  for (const name of ["rule", "basis"]) {
    for (const input of document.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === state[name];
  }
  const weeks = document.getElementById("week");
  if (weeks) weeks.value = state.week ?? "";
  showPublished();
  for (const button of document.querySelectorAll(".chip")) button.setAttribute("aria-pressed", String(!state.hidden.has(button.dataset.vendor)));
}
