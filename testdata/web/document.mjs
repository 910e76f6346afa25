// Opens the page of docs/typescript.md in Chromium and borrows a book.
import assert from "node:assert/strict";
import { launch } from "./chromium.mjs";

const url = process.argv[2];
const browser = await launch();
try {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error));
  await page.goto(url);
  const shows = (text) => page.locator("output").filter({ hasText: text }).waitFor();

  await page.getByRole("button", { name: "Borrow" }).click();
  await shows("We do not have this book.");
  await page.getByLabel("ISBN").fill("978-0134190440");
  await page.getByRole("button", { name: "Borrow" }).click();
  await shows(/^978-0134190440, due \d/);

  const stored = await page.evaluate(() => ({ ...localStorage }));
  assert.deepEqual(Object.keys(stored), ["rpcgen:" + new URL(url).origin]);
  assert.match(JSON.parse(Object.values(stored)[0]).cookie.sessionId, /^[\w-]{20,}$/);

  await page.reload();
  await page.addScriptTag({ type: "module", url: "react.js" });
  await page.locator("#loans li", { hasText: "978-0134190440" }).waitFor();
  assert.equal(await page.locator("#loans li").count(), 1);
  assert.deepEqual(problems, []);
  console.log("the page has borrowed a book, and the component shows it");
} finally {
  await browser.close();
}
