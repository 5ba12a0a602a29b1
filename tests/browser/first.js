// What somebody sees first of a report, as one JSON object.
//
// node first.js CHROMIUM REPORT

"use strict";
const { looked, opened } = require("./opened");

looked(async (browser, report) => {
  const page = await opened(await browser.newPage({ viewport: { width: 1280, height: 900 } }), report);
  return page.evaluate(() => ({
    sentence: document.querySelector("#sentence").innerText,
    doubt: document.querySelector("#doubt").innerText,
    choices: [...document.querySelectorAll("#choices :is(input, select)")].filter((one) => one.checkVisibility()).map((one) => one.name || one.id),
    bars: [...document.querySelectorAll("#answer svg .bar-name")].map((text) => text.textContent),
  }));
});
