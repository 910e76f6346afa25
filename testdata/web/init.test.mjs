// Uses the page of a project that rpcgen init has started, in Chromium. PAGE is its address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("the page greets, counts, and speaks", async () => {
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error));
  page.on("console", (message) => problems.push(message.text()));
  await page.goto(process.env.PAGE);
  const answer = page.getByRole("status");
  const says = (text) => answer.filter({ hasText: text }).waitFor();

  await page.getByLabel("Your name").fill("Anna");
  await page.getByRole("button", { name: "Greet me" }).click();
  await says("Hello, Anna! (1)");
  const spoken = page.waitForResponse((response) => response.url().endsWith("/api/Greeter/Speak"));
  await page.getByLabel("Language").selectOption("fr");
  assert.equal((await spoken).status(), 200);
  await page.getByRole("button", { name: "Greet me" }).click();
  await says("Bonjour, Anna! (2)");

  await page.reload(); // the cookie is in localStorage
  await page.getByLabel("Your name").fill("Anna");
  await page.getByRole("button", { name: "Greet me" }).click();
  await says("Bonjour, Anna! (3)");
  assert.deepEqual(problems, []);
});
