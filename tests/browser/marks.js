// What charts of a report call by name, and what is said where there is nothing, as one JSON object.
//
// node marks.js CHROMIUM REPORT

"use strict";
const { looked, opened, redrawn } = require("./opened");

// Vendors with a band in the first picture, and those that it or its key names.
const bands = (page) => page.evaluate(() => ({
  count: [...document.querySelectorAll("#answer svg.plot .band")].length,
  inside: [...new Set([...document.querySelectorAll("#answer svg.plot .band-name")].map((text) => text.textContent))],
  key: [...document.querySelectorAll("#answer .vendor-key li")].map((item) => item.innerText.trim()),
}));

// A scatter: its dots, bars, names and axes, and what goes beyond its picture.
const scatter = (page) => page.evaluate(() => {
  const figure = document.querySelector("#chart-quality-price");
  const svg = figure.querySelector("svg[role=img]");
  const whole = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll("circle, g.can-be line, .dot-names text")];
  const boxes = [...svg.querySelectorAll(".dot-names text")].map((text) => text.getBoundingClientRect());
  const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  return {
    dots: svg.querySelectorAll("circle").length,
    bars: svg.querySelectorAll("g.can-be line").length,
    names: [...svg.querySelectorAll(".dot-names text")].map((text) => text.textContent),
    texts: [...svg.querySelectorAll("text")].map((text) => text.textContent),
    beyond: marks.filter((mark) => { const box = mark.getBoundingClientRect(); return box.left < whole.left || box.right > whole.right || box.top < whole.top; }).length,
    meeting: boxes.filter((box, at) => boxes.slice(0, at).some((other) => meet(box, other))).length,
  };
});

// What the tip says over each bar of a scatter.
async function tips(page) {
  const said = [];
  for (const bar of await page.locator("#chart-quality-price g.can-be line").all()) {
    await bar.dispatchEvent("pointermove", { clientX: 100, clientY: 100 });
    said.push(await page.innerText("#tip"));
  }
  return said;
}

// What the classes of tokens are filled with, in the key of the coverage chart.
const classes = (page) => page.$$eval("#chart-coverage .key[aria-label=Classes] li rect", (boxes) => boxes.map((box) => box.getAttribute("fill")));

// What the growth charts say under the rule that has no rates of its own.
async function published(page) {
  await redrawn(page, () => page.locator('label[for="rule-published"]').click());
  const said = await page.evaluate(() => ({ grown: document.querySelector("#chart-grown .finding").innerText, rates: document.querySelector("#chart-growth .finding").innerText }));
  await redrawn(page, () => page.locator('label[for="rule-default"]').click());
  return said;
}

looked(async (browser, report) => {
  const page = await opened(await browser.newPage({ viewport: { width: 1280, height: 900 } }), report);
  const seen = { scatter: await scatter(page), tips: await tips(page), bands: {} };
  seen.colours = await page.evaluate(() => [...document.querySelectorAll(".chip")].map((chip) => chip.querySelector(".swatch").style.getPropertyValue("--colour")));
  seen.classes = await classes(page);
  seen.published = await published(page);
  const details = page.locator('#gap details.table[data-table="vendor_gap"]');
  await details.locator("summary").first().click();
  seen.unknown = await details.evaluate((element) => [...element.querySelectorAll("td")].filter((cell) => cell.innerText === "—").map((cell) => cell.title));
  for (const width of [320, 700, 1280]) {
    await redrawn(page, () => page.setViewportSize({ width, height: 900 }));
    seen.bands[width] = await bands(page);
  }
  for (const chip of await page.locator(".chip").all()) await redrawn(page, () => chip.click());
  seen.without = await page.innerText("#sentence");
  return seen;
});
