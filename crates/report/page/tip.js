// What is said beside a mark when a pointer or the keyboard is on it.

// The tip beside the pointer: a heading and lines of swatch, name and value.
function tip(event, heading, lines, notes = []) {
  const box = document.getElementById("tip");
  const line = ({ vendor, swatch: ink, text, value }) => {
    const swatch = element("span", { class: vendor === "others" ? "swatch hatched" : "swatch" });
    swatch.style.setProperty("--colour", vendor ? colour(vendor) : (ink ?? "transparent"));
    return element("tr", {}, element("td", {}, swatch, text), element("td", { class: "number" }, value));
  };
  box.replaceChildren(element("strong", {}, heading), element("table", {}, ...lines.map(line)),
    ...notes.map((note) => element("p", {}, note)));
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  const left = event.clientX + 16 + width > innerWidth ? event.clientX - 16 - width : event.clientX + 16;
  const top = Math.min(Math.max(8, event.clientY - height / 2), innerHeight - height - 8);
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  box.style.top = `${top}px`;
}

function untip() {
  document.getElementById("tip").hidden = true;
}

// What marks say, for who comes to them without a pointer.
const sayings = new WeakMap();

// A mark that says more when a pointer or the keyboard is on it.
function tipped(node, heading, lines, notes) {
  const tell = (event) => tip(event, heading, lines, notes);
  sayings.set(node, tell);
  for (const kind of ["pointermove", "pointerdown"]) node.addEventListener(kind, tell);
  for (const kind of ["pointerleave", "pointercancel"]) node.addEventListener(kind, (event) => isLeft(event) && untip());
  return node;
}

// A finger that is lifted leaves the mark that it touched, and what the mark says stays until the next touch; one that goes on to
// scroll has left.
const isLeft = (event) => event.pointerType !== "touch" || event.type === "pointercancel";
document.addEventListener("pointerdown", (event) => event.pointerType === "touch" && untip(), true);

// The marks of a chart that say more, as they are read: by lines from above, each from the left.
function sayingMarks(svg) {
  const places = new Map([...svg.querySelectorAll("*")].filter((mark) => sayings.has(mark)).map((mark) => [mark, mark.getBoundingClientRect()]));
  const line = (mark) => Math.round(places.get(mark).top);
  return [...places.keys()].sort((one, other) => line(one) - line(other) || places.get(one).left - places.get(other).left);
}

// A chart whose marks say more: the arrow keys go from one to the next, as they go from week to week in charts over weeks.
function reached(svg) {
  const label = `${svg.getAttribute("aria-label")} Arrow keys go from mark to mark and say more of each.`;
  const wrap = element("div", { class: "reach", tabindex: "0", role: "group", "aria-label": label });
  svg.replaceWith(wrap);
  wrap.append(svg);
  let current = -1;
  const leave = () => {
    wrap.querySelectorAll(".reached").forEach((mark) => mark.classList.remove("reached"));
    untip();
  };
  wrap.addEventListener("blur", leave);
  wrap.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    const marks = sayingMarks(svg);
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -marks.length, End: marks.length }[event.key];
    if (!step) return;
    event.preventDefault();
    leave();
    current = Math.min(Math.max(0, current + step), marks.length - 1);
    const mark = marks[current];
    mark.classList.add("reached");
    mark.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = mark.getBoundingClientRect();
    sayings.get(mark)({ clientX: box.left + Math.min(box.width / 2, innerWidth / 2), clientY: box.top + box.height / 2 });
  });
  return wrap;
}

// What is drawn, with every chart in it whose marks say more within reach of the keyboard.
function reachable(node) {
  const place = element("div", {}, node);
  for (const svg of place.querySelectorAll("svg[role=img]")) {
    if (!svg.closest(".walk") && [...svg.querySelectorAll("*")].some((mark) => sayings.has(mark))) reached(svg);
  }
  const made = place.firstElementChild;
  made.remove();
  return made;
}
