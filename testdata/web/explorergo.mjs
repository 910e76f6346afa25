// Fills in the forms on the pages that PAGES names, and writes the Go programs below OUT.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { launch } from "./chromium.mjs";

const browser = await launch();
let count = 0;
try {
  for (const [name, url] of Object.entries(JSON.parse(process.env.PAGES))) {
    const page = await browser.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(error));
    await page.goto(url);
    for (const method of await page.evaluate(() => [...methods.keys()])) {
      const program = await page.evaluate(fill, method);
      const dir = path.join(process.env.OUT, name, method.replaceAll("/", "_"));
      await mkdir(dir, { recursive: true });
      await writeFile(path.join(dir, "main.go"), program);
      count++;
    }
    assert.deepEqual(problems, [], name);
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(`${count} programs`);

/** Opens a method and gives all that may be left out a value, twice as far as it goes. */
function fill(name) {
  show(methods.get(name));
  for (let depth = 0; depth < 2; depth++) {
    for (const tick of document.querySelectorAll("#panel-form .maybe > .row > input:not(:checked)")) tick.click();
    for (const add of document.querySelectorAll("#panel-form [aria-label^='Add to ']")) add.click();
  }
  for (const input of document.querySelectorAll("#panel-form textarea[placeholder=JSON]")) {
    input.value = '[1, 12345678901234567890, {"a": null, "b": "x"}]';
  }
  // Two keys of a map may not be the same.
  for (const [i, input] of document.querySelectorAll("#panel-form input[type=text]").entries()) {
    if (/ 2 key$/.test(input.labels[0].textContent)) input.value = String(i % 100 + 1);
  }
  document.querySelector("#panel-form").dispatchEvent(new Event("input"));
  const problems = toJSON();
  if (problems.length) throw new Error(`${name}: ${problems[0].what}`);
  return document.querySelector("#go").textContent;
}
