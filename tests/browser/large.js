// What a report of years looks like, wide and narrow, as one JSON object: the first picture, names that meet, keys of bands, columns.
//
// node large.js CHROMIUM REPORT

"use strict";
const { looked, opened } = require("./opened");

const WIDTHS = [390, 1280];

// Every text of a chart that lies over another one.
const meeting = (page) => page.evaluate(() => [...document.querySelectorAll("main svg[role=img]")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim()).map((text) => [text.textContent, text.getBoundingClientRect()]);
  const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  return texts.flatMap(([text, box], at) => texts.slice(0, at).filter(([, other]) => meet(box, other)).map(([other]) => `${svg.closest("figure").id}: ${other} / ${text}`));
}));

const look = (page) => page.evaluate(() => {
  const bars = document.querySelector("#answer svg.plot");
  const boxes = (selector) => [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());
  const [top] = [...new Set([...bars.querySelectorAll(".band > rect")].map((rect) => rect.getAttribute("y")))].sort((one, other) => one - other);
  // Without the marks that lie over them.
  const isPart = (rect) => !/partial|made|reconstructed/.test(rect.getAttribute("fill"));
  const upper = [...bars.querySelectorAll(`.band > rect[y="${top}"]`)].filter(isPart).map((rect) => rect.getBoundingClientRect());
  return {
    bands: bars.querySelectorAll(".band").length,
    named: [...document.querySelectorAll("#answer .band-name, #answer .vendor-key li")].map((one) => one.textContent.trim()),
    filled: upper.reduce((sum, box) => sum + box.width, 0) / bars.getBoundingClientRect().width,
    keys: Object.fromEntries([...document.querySelectorAll("#groups figure, #concentration figure")].map((figure) => [figure.id, [...figure.querySelectorAll(".key li")].map((item) => item.innerText.trim())])),
    scale: [...document.querySelectorAll("#chart-concentration svg[role=img] text")].map((text) => text.textContent),
    cuts: document.querySelectorAll("#chart-concentration .beyond :is(path, circle)").length,
    cut: document.querySelector("#chart-concentration .note").innerText,
    slivers: boxes("#chart-tokens svg[role=img] g rect").filter((box) => box.width > 0 && box.width < 3 && box.height < 300).length,
    shapes: document.querySelectorAll("#chart-tokens svg[role=img] path").length,
    scatter: [...document.querySelectorAll("#chart-quality-price .dot-names text")].map((text) => text.textContent),
    rates: document.querySelectorAll("#chart-growth .strip").length,
  };
});

looked(async (browser, report) => {
  const seen = {};
  for (const width of WIDTHS) {
    const page = await opened(await browser.newPage({ viewport: { width, height: 900 } }), report);
    const paint_ms = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);
    seen[width] = { paint_ms, meeting: await meeting(page), ...(await look(page)) };
    await page.close();
  }
  return seen;
});
