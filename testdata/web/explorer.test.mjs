// Uses the page of package explorer in Chromium. SHOP and MANY are its addresses on two
// servers. With SCREENSHOTS, a folder, it leaves pictures of the page there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "./chromium.mjs";

const run = promisify(execFile);
const { SHOP, MANY, HOSTILE, TESTDATA, SCREENSHOTS } = process.env;

let browser, context, page, problems;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Opens the page in a new browser context, at a method if one is named. */
async function open(options = {}, url = SHOP, method = "") {
  await context?.close();
  context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  problems = [];
  page.on("pageerror", (error) => problems.push(error));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  await page.goto(url + (method && "#" + method));
}

const text = (id) => page.locator(`#${id}`).textContent();
const label = (name) => page.locator("#panel-form").getByLabel(name, { exact: true });
const button = (name) => page.getByRole("button", { name, exact: true });

async function choose(method) {
  await page.locator("#list").getByRole("link", { name: method, exact: true }).click();
  await page.locator("#name").filter({ hasText: method }).waitFor();
}

/** Presses Call and waits for the answer, which it returns. */
async function call() {
  await button("Call").click();
  return answer();
}

async function answer() {
  await page.locator("#summary").filter({ hasText: /^(Success|Error|No answer|Not called: |Cancelled)/ }).waitFor();
  try {
    return JSON.parse(await text("response"));
  } catch {
    return undefined; // there is none, or it is no JSON
  }
}

/** Gives a field that may be left out a value. */
const send = (name, which = "first") => page.locator("#panel-form").getByLabel(`Send ${name}`, { exact: true })[which]().check();

const noOverflow = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** The contrast of an element's text with what is behind it. */
const contrast = (selector) => page.locator(selector).first().evaluate((element) => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((n) => n / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light).sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
});

describe("explorer", () => {
  beforeEach(() => open());
  afterEach(async () => {
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(problems, []);
  });

  test("lists the methods with what is documented", async () => {
    assert.deepEqual(await page.locator("#list a").allTextContents(), ["Echo", "Fail", "Remember", "Say", "Sum", "Visit"]);
    assert.deepEqual(await page.locator("#list h2").allTextContents(), ["Shop"]);
    await choose("Visit");
    assert.equal(await text("name"), "Shop/Visit");
    assert.equal(await text("doc"), "Visit counts the calls of a session.");
    await choose("Say");
    assert.equal(await text("doc"), "Say says.\n\nDeprecated: Use Echo.");
    assert.deepEqual(await page.locator("#list .deprecated").allTextContents(), ["Say"]);
    await choose("Visit");
    assert.equal(new URL(page.url()).hash, "#Shop/Visit");
    await page.getByLabel("Find a method").fill("COUNTS session");
    assert.deepEqual(await page.locator("#list a:visible").allTextContents(), ["Visit"]);
    assert.equal(await text("count"), "1 method");
  });

  test("a session goes on from call to call, and ends with the cookie", async () => {
    await choose("Visit");
    assert.equal(await text("session"), "none");
    assert.equal((await call()).res.n, 1);
    const { sessionId } = JSON.parse(await page.evaluate(() => Object.values({ ...sessionStorage })[0]));
    assert.equal(await text("session"), `${sessionId.slice(0, 8)}… (${sessionId.length} characters)`);
    assert.equal((await call()).res.n, 2);
    assert.match(await text("summary"), /^Success: 200 OK, \d+\.\d ms, \d+ bytes$/);
    assert.match(await text("request"), new RegExp(`^POST http://\\S+/rpc/Shop/Visit\\n[^]*"__cookie": \\{\\s+"sessionId": "${sessionId}"`));
    await page.reload();
    assert.equal((await call()).res.n, 3);

    await choose("Remember");
    await label("word").fill("heed");
    await call();
    assert.deepEqual(JSON.parse(await text("values")), { word: "heed" });
    await choose("Fail");
    assert.equal((await call()).isSucc, false);
    assert.deepEqual(JSON.parse(await text("values")), { word: "heed" });

    assert.doesNotMatch(page.url(), /sessionId|heed/);
    assert.equal(page.url().includes(sessionId), false);
    assert.deepEqual(await page.evaluate(() => Object.keys({ ...localStorage })), []);
    await button("Clear the cookie").click();
    assert.equal(await text("session"), "none");
    assert.deepEqual(await page.evaluate(() => Object.keys({ ...sessionStorage })), []);
    await choose("Visit");
    assert.equal((await call()).res.n, 1);
  });

  /** Fills the whole form of Echo. It returns what has to come back. */
  async function fillItem() {
    await choose("Echo");
    await label("id").fill("9007199254740993");
    await label("added").fill("2024-05-06T07:08:09.123456789Z");
    await label("name").fill(`it's "quoted" \\ $HOME \`x\` ü 😀 ${"\n"}next`);
    await label("price").fill("1.5e3");
    await label("stock").fill("9223372036854775807");
    await send("small");
    await label("small").fill("255");
    await label("sold").check();
    await label("color").selectOption("1");
    for (const [i, tag] of ["a", "b", "c"].entries()) {
      await button("Add to tags").click();
      await label(`tags ${i + 1}`).fill(tag);
    }
    await button("Remove tags 2").click();
    assert.equal(await label("tags 2").inputValue(), "c");
    await button("Add to counts").click();
    await label("counts 1 key").fill("x");
    await label("counts 1 value").fill("-3");
    await button("Add to shelf").click();
    await label("shelf 1 key").fill("7");
    await label("photo").fill("AP8h");
    await send("note");
    await label("note").fill("noted");
    await send("parent");
    const parent = page.locator("#panel-form fieldset", { has: page.locator(":scope > legend", { hasText: /^parent / }) });
    await parent.getByLabel("name", { exact: true }).fill("the parent");
    await label("point 1").last().fill("4");
    await label("took").last().fill("1000000");
    await send("addr", "last");
    await label("addr").last().fill("10.0.0.1");
    await label("extra").last().fill('{"n": 12345678901234567890, "__proto__": [1]}');
    await label("raw").last().fill("[1, 2]");
  }

  test("values of every kind arrive as they were entered", async () => {
    await fillItem();
    const answer = await call();
    assert.equal(answer.isSucc, true, JSON.stringify(answer));
    const { res } = answer;
    const exact = await text("response");
    assert.match(exact, /"stock": 9223372036854775807,/);
    assert.equal(res.id, "9007199254740993");
    assert.equal(res.added, "2024-05-06T07:08:09.123456789Z");
    assert.equal(res.name, `it's "quoted" \\ $HOME \`x\` ü 😀 \nnext`);
    assert.equal(res.price, 1500);
    assert.equal(res.small, 255);
    assert.equal(res.sold, true);
    assert.equal(res.color, "blue");
    assert.deepEqual(res.tags, ["a", "c"]);
    assert.deepEqual(res.counts, { x: -3 });
    assert.deepEqual(res.shelf, { 7: null });
    assert.equal(res.photo, "AP8h");
    assert.equal(res.note, "noted");
    assert.equal(res.parent.name, "the parent");
    assert.equal(res.parent.small, undefined);
    assert.equal(res.parent.parent ?? null, null);
    assert.deepEqual(res.point, [4, 0]);
    assert.equal(res.took, 1000000);
    assert.equal(res.addr, "10.0.0.1");
    assert.deepEqual(res.raw, [1, 2]);
    assert.ok(Object.hasOwn(res.extra, "__proto__"));
  });

  test("the form and the JSON are one", async () => {
    await choose("Sum");
    await label("big").fill("9223372036854775807");
    await page.getByRole("tab", { name: "JSON" }).click();
    const json = page.getByLabel("Request, without the cookie");
    assert.match(await json.inputValue(), /"big": 9223372036854775807,/);
    await json.fill('{"big": -9223372036854775808, "color": "blue", "on": true, "tags": ["x", "y"], "more": 1}');
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await page.getByRole("tab", { name: "Form" }).getAttribute("aria-selected"), "true");
    assert.equal(await label("big").inputValue(), "-9223372036854775808");
    assert.equal(await label("on").isChecked(), true);
    assert.equal(await label("tags 2").inputValue(), "y");
    assert.equal((await call()).res.sum, "-9223372036854775808 blue true x+y");
    await label("color").selectOption({ label: "another value" });
    await label("another color").fill("green");
    assert.equal((await call()).res.sum, "-9223372036854775808 green true x+y");
    assert.match(await text("request"), /"more": 1/);

    // What the form cannot show is sent all the same; what is no JSON is not.
    await page.getByRole("tab", { name: "JSON" }).click();
    await json.fill('{"big": "one"}');
    assert.match(await text("json-wrong"), /^The form cannot show this: big must be a number\./);
    assert.equal((await call()).err.code, "INPUT_DATA_ERR");
    await json.fill('{"big": 1,\n "big": 2}');
    assert.equal(await text("json-wrong"), 'This is not JSON: line 2, column 2: the name "big" stands twice.');
    assert.equal(await call(), undefined);
    assert.match(await text("summary"), /^Not called: /);

    // What was entered is there when one comes back.
    await json.fill('{"big": 5, "color": "red", "on": false}');
    await choose("Visit");
    await choose("Sum");
    assert.equal(await label("big").inputValue(), "5");
  });

  test("what is wrong in the form is said where it is, and nothing is sent", async () => {
    let calls = 0;
    await page.route("**/rpc/**", (route) => (calls++, route.continue()));
    for (const [method, name, value, what] of [
      ["Sum", "big", "9223372036854775808", "This must be from -9223372036854775808 to 9223372036854775807."],
      ["Sum", "big", "1.5", "This must be a whole number."],
      ["Echo", "price", "1,5", "This must be a number."],
      ["Echo", "added", "yesterday", "This must be a time like 2006-01-02T15:04:05Z."],
      ["Echo", "photo", "???", "This must be base64."],
    ]) {
      await choose(method);
      await label(name).fill(value);
      assert.equal(await call(), undefined);
      assert.equal(await text("summary"), `Not called: ${name}: ${what}`);
      assert.equal(await label(name).getAttribute("aria-invalid"), "true");
      assert.equal(await label(name).evaluate((input) => document.activeElement === input), true);
      const described = (await label(name).getAttribute("aria-describedby")).split(" ");
      assert.ok((await Promise.all(described.map(text))).includes(what));
      await label(name).fill("");
      await page.reload();
    }
    assert.equal(calls, 0);
  });

  test("errors are shown with their type and code", async () => {
    await choose("Fail");
    await label("code").fill("SOLD_OUT");
    const { err } = await call();
    assert.equal(err.why, "<b>because</b>");
    assert.equal(await text("error"), "ApiError SOLD_OUT: it was to fail");
    assert.match(await text("summary"), /^Error: 200 OK, /);

    await page.route("**/rpc/**", (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }));
    await call();
    assert.match(await text("summary"), /^Error: 502 /);
    assert.equal(await text("response"), "<h1>Bad Gateway</h1>");
    await page.unroute("**/rpc/**");
    await page.route("**/rpc/**", (route) => route.abort());
    await call();
    assert.match(await text("summary"), /^No answer: /);
    problems = problems.filter((p) => !/^Failed to load resource/.test(p));
  });

  test("a call can be cancelled", async () => {
    await page.route("**/rpc/**", () => {}); // it never ends
    await choose("Visit");
    await button("Call").click();
    await button("Cancel").click();
    await answer();
    assert.match(await text("summary"), /^Cancelled\./);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    assert.equal((await call()).res.n, 1);
  });

  test("the curl line makes the same call", async () => {
    await choose("Visit");
    await call();
    await call();
    const visit = await run("sh", ["-c", await text("curl")]);
    assert.equal(JSON.parse(visit.stdout).res.n, 3); // it is the same session
    await fillItem();
    const { stdout } = await run("sh", ["-c", await text("curl")]);
    const { res } = await call();
    assert.deepEqual(JSON.parse(stdout).res, res);
    assert.match(stdout, /"stock":9223372036854775807,/);
  });

  test("the Go programs make the same calls", async (t) => {
    const dir = await mkdtemp(path.join(tmpdir(), "explorer-"));
    t.after(() => rm(dir, { recursive: true }));
    const programs = [];
    await fillItem();
    const { res } = await call();
    programs.push(await text("go"));
    await choose("Sum");
    await label("big").fill("9223372036854775807");
    await label("on").check();
    await send("tags");
    await button("Add to tags").click();
    await label("tags 1").fill('say "hi"');
    programs.push(await text("go"));
    await choose("Remember");
    await label("word").fill("heed");
    programs.push(await text("go"));
    await choose("Fail");
    await label("code").fill("SOLD_OUT");
    programs.push(await text("go"));
    const out = [];
    for (const [i, program] of programs.entries()) {
      const file = path.join(dir, `main${i}.go`);
      await writeFile(file, program);
      const { stdout } = await run("gofmt", ["-l", file]);
      assert.equal(stdout, "", program);
      out.push(await run("go", ["run", file], { cwd: TESTDATA }).catch((error) => ({ stdout: "", stderr: error.stderr + program })));
    }
    // fmt prints the item, with pointers for what is behind them.
    for (const part of [`{{${res.id} 2024-05-06 07:08:09.123456789 +0000 UTC} it's "quoted" \\ $HOME \`x\` ü 😀 \nnext 1500 9223372036854775807 255 true blue [a c] map[x:-3] map[7:<nil>] [0 255 33] `, "[4 0] 1ms 10.0.0.1 map[__proto__:[1] n:1.2345678901234567e+19] [91 49 44 50 93]"]) {
      assert.ok(out[0].stdout.includes(part), out[0].stdout + out[0].stderr);
    }
    assert.equal(out[1].stdout, '9223372036854775807 red true say "hi"\n', out[1].stderr);
    assert.match(out[2].stdout, /^&\{/, out[2].stderr);
    assert.match(out[3].stderr, /it was to fail/);
  });

  test("text of others is text", async () => {
    await choose("Echo");
    assert.equal(await text("doc"), HOSTILE);
    assert.ok((await page.locator("#panel-form .doc").allTextContents()).includes(HOSTILE));
    await label("color").selectOption("2");
    await label("name").fill(HOSTILE);
    assert.equal((await call()).res.name, HOSTILE);
    await choose("Say");
    await label("text").fill(HOSTILE);
    assert.equal((await call()).res.result, HOSTILE);
    await page.route("**/rpc/**", (route) => route.fulfill({
      contentType: "application/json",
      body: JSON.stringify({ isSucc: false, err: { message: HOSTILE, type: HOSTILE, code: HOSTILE }, __cookie: { sessionId: HOSTILE, [HOSTILE]: HOSTILE } }),
    }));
    await call();
    assert.equal(await text("error"), `${HOSTILE} ${HOSTILE}: ${HOSTILE}`);
    assert.deepEqual(JSON.parse(await text("values")), { [HOSTILE]: HOSTILE });
    await page.goto(SHOP + "#" + encodeURIComponent(HOSTILE));
    assert.equal(await page.locator("img, iframe, script[src]").count(), 0);
    // Neither does the policy let a script in that somehow got there.
    const stopped = await page.evaluate(() => {
      try {
        document.body.innerHTML = "<p>x</p>";
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    assert.ok(stopped);
    problems = problems.filter((p) => !/TrustedHTML|Trusted Type/.test(p));
  });

  test("parallel calls merge their cookies", async () => {
    await choose("Visit");
    await call();
    const merged = await page.evaluate(() => {
      const cookie = (text) => parseJSON(text);
      cookies.save(cookie('{"sessionId":"a","x":1,"y":1}'));
      cookies.merge(cookie('{"sessionId":"a","x":1,"y":1}'), cookie('{"sessionId":"b","x":2,"y":1}')); // renews
      cookies.merge(cookie('{"sessionId":"a","x":1,"y":1}'), cookie('{"sessionId":"a","x":1,"z":9007199254740993}')); // older
      return [printJSON(cookies.load()), (cookies.merge(undefined, undefined), printJSON(cookies.load())), (cookies.merge(cookies.load(), new Map()), printJSON(cookies.load()))];
    });
    assert.deepEqual(merged, ['{"sessionId":"b","x":2,"z":9007199254740993}', '{"sessionId":"b","x":2,"z":9007199254740993}', "{}"]);
  });

  test("the keyboard is enough", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.getByLabel("Find a method").focus();
    await page.keyboard.type("remember");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#name").filter({ hasText: "Shop/Remember" }).waitFor();
    assert.equal(await page.locator("#list [aria-current]").textContent(), "Remember");
    await label("word").focus();
    await page.keyboard.type("typed");
    await page.keyboard.press("Control+Enter");
    await answer();
    assert.deepEqual(JSON.parse(await text("values")), { word: "typed" });
  });

  test("everything that can be used has a name", async () => {
    await fillItem();
    const nameless = await page.evaluate(() => [...document.querySelectorAll("input, select, textarea, button, a")]
      .filter((e) => !(e.labels?.length || e.getAttribute("aria-label") || e.textContent.trim()))
      .map((e) => e.outerHTML));
    assert.deepEqual(nameless, []);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id));
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`${colorScheme}, from a phone to a desk`, async () => {
      for (const width of [360, 800, 1280]) {
        await open({ colorScheme, viewport: { width, height: 740 }, hasTouch: width === 360 });
        if (width === 360) {
          assert.equal(await page.locator("#filter").isVisible(), false);
          await button("Methods").click();
          assert.equal(await button("Methods").getAttribute("aria-expanded"), "true");
        }
        assert.ok(await noOverflow(), `the list at ${width}`);
        await fillItem();
        if (width === 360) assert.equal(await page.locator("#filter").isVisible(), false);
        await call();
        await page.locator("details").evaluateAll((all) => all.forEach((d) => (d.open = true)));
        assert.ok(await noOverflow(), `a form at ${width}`);
        const white = await page.evaluate(() => getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)");
        assert.equal(white, colorScheme === "light");
        for (const part of ["#doc", "#response", "#summary", ".type", "#call", "label", "#list a, #menu", "fieldset input"]) {
          const got = await contrast(part);
          assert.ok(got >= 4.5, `${part} has a contrast of ${got}`);
        }
        if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, `explorer-${colorScheme}-${width}.png`), fullPage: true });
      }
    });
  }

  test("500 methods", async () => {
    await open({}, MANY);
    assert.equal(await text("count"), "500 methods");
    assert.equal(await page.locator("#list h2").count(), 25);
    await page.getByLabel("Find a method").fill("service07 method14");
    assert.deepEqual(await page.locator("#list a:visible").allTextContents(), Array.from({ length: 10 }, (_, i) => `Method14${i}`).slice(0, 10));
    await choose("Method149");
    await label("text").fill("x");
    assert.equal((await call()).res.text, "149 x");
    await page.getByLabel("Find a method").fill("no such thing");
    assert.equal(await text("count"), "0 methods");
    await open({}, MANY, "Service00/Method3");
    assert.equal(await text("name"), "Service00/Method3");
  });
});
