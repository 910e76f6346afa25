// Opens an OpenAPI document in Swagger UI, in Chromium. SWAGGER is the page's address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("Swagger UI shows the methods, and calls one", async () => {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error));
  await page.goto(process.env.SWAGGER);
  const document = await (await page.request.get(process.env.SWAGGER + "openapi.json")).json();
  await page.locator(".opblock").first().waitFor();
  assert.equal(await page.locator(".opblock").count(), Object.keys(document.paths).length);
  assert.equal(await page.locator(".errors-wrapper").count(), 0);

  const visit = page.locator(".opblock", { hasText: "/Shop/Visit" });
  await visit.locator("button.opblock-summary-control").click();
  await visit.locator("textarea").first().fill("{}");
  await visit.getByRole("button", { name: "Execute" }).click();
  const answer = visit.locator(".live-responses-table");
  await answer.locator(".response-col_status", { hasText: "200" }).first().waitFor();
  assert.match(await answer.locator(".highlight-code").first().innerText(), /"isSucc": true/);

  // The schemas can be opened, also those that hold themselves.
  await page.locator(".models").first().waitFor();
  assert.deepEqual(problems, []);
});
