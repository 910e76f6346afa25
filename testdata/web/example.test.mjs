// Uses the page of examples/session-and-cookie in Chromium. EXAMPLE is the program. With
// SCREENSHOTS, a folder, it leaves pictures of the page there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { launch } from "./chromium.mjs";

/** The program, on a port of its own unless one is given. */
class Server {
  static async start(port = 0) {
    const server = new Server();
    server.process = spawn(process.env.EXAMPLE, ["-serve", "-addr", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "inherit"] });
    server.ended = once(server.process, "exit");
    server.url = await new Promise((resolve) => {
      let out = "";
      server.process.stdout.on("end", resolve).on("data", (part) => {
        const line = /serving on (\S+),/.exec((out += part));
        if (line) resolve(line[1]);
      });
    });
    assert.ok(server.url, "the program does not serve");
    server.port = Number(new URL(server.url).port);
    return server;
  }

  async stop() {
    this.process.kill();
    const [code, signal] = await this.ended;
    assert.deepEqual([code, signal], [0, null]);
  }
}

/** What Chromium says when a request fails, which is no fault of the page. */
const failedRequest = /^Failed to load resource/;

/** One tab with the page. */
class Tab {
  static async open(context, url) {
    const tab = new Tab();
    tab.page = await context.newPage();
    tab.problems = [];
    tab.page.on("pageerror", (error) => tab.problems.push(error));
    tab.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !failedRequest.test(message.text())) tab.problems.push(message.text());
    });
    await tab.page.goto(url);
    return tab;
  }

  /** Presses a button and waits until the call has ended. It returns the newest line of the log. */
  async press(name) {
    const lines = this.page.locator("#log li");
    const before = await lines.count();
    await this.page.getByRole("button", { name, exact: true }).click();
    await lines.nth(before).waitFor();
    const line = await lines.first().textContent();
    return line.replace(/^.*?(?=(Test|Set Session|Set Cookie|Clear): )/, "");
  }

  text(id) {
    return this.page.locator(`#${id}`).textContent();
  }

  async json(id) {
    return JSON.parse(await this.text(id));
  }

  /** Waits until the card of the cookie shows what a function wants. */
  async cookie(wanted) {
    await this.page.waitForFunction((source) => {
      const text = document.querySelector("#cookie").textContent;
      return text !== "" && new Function("cookie", `return (${source})(cookie)`)(JSON.parse(text));
    }, String(wanted));
    return this.json("cookie");
  }

  /** What localStorage holds. */
  stored() {
    return this.page.evaluate(() => ({ ...localStorage }));
  }

  polluted() {
    return this.page.evaluate(() => "polluted" in {} || "polluted" in Object);
  }
}

/** The builds of the page: where each is, and how it stores a cookie. */
const builds = [
  { name: "rpcgen", path: "", key: (server) => "rpcgen:" + new URL(server.url).origin, cookie: (text) => JSON.parse(text).cookie, entry: (text) => `{"cookie":${text}}` },
  { name: "tsrpc", path: "tsrpc.html", key: () => "tsrpc:cookie", cookie: JSON.parse, entry: (text) => text },
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const build of builds) {
  describe(build.name, () => {
    let server, context, tab;
    const tabs = [];
    const open = async () => {
      tabs.push(await Tab.open(context, server.url + build.path));
      return tabs.at(-1);
    };
    const stored = async () => {
      const text = (await tab.stored())[build.key(server)];
      return text === undefined ? undefined : build.cookie(text);
    };
    beforeEach(async () => {
      server = await Server.start();
      context = await browser.newContext();
      tab = await open();
    });
    afterEach(async () => {
      const problems = tabs.splice(0).flatMap((tab) => tab.problems);
      await context.close();
      await server.stop();
      assert.deepEqual(problems, []);
    });

    test("every button", async () => {
      assert.equal(await tab.page.locator("[aria-current=page]").getAttribute("data-client"), build.name);
      assert.equal(await tab.text("cookie"), "");
      assert.deepEqual(await tab.stored(), {});

      assert.equal(await tab.press("Test"), "Test: {}");
      assert.equal(await tab.text("request"), "POST Test\n{}");
      const { sessionId } = await tab.cookie((cookie) => cookie.sessionId);
      assert.match(sessionId, /^[\w-]{30,}$/);
      assert.deepEqual(await tab.json("return"), { isSucc: true, res: { __cookie: { sessionId } } });
      assert.deepEqual(Object.keys(await tab.stored()), [build.key(server)]);
      assert.deepEqual(await stored(), { sessionId });

      assert.equal(await tab.press("Set Session"), "Set Session: {}");
      assert.equal(await tab.text("request"), `POST SetSession\n${JSON.stringify({ __cookie: { sessionId } }, null, 2)}`);
      assert.equal(await tab.press("Test"), 'Test: {"testSession":"Session 1"}');
      assert.deepEqual(await tab.json("return"), { isSucc: true, res: { __cookie: { sessionId }, testSession: "Session 1" } });

      assert.equal(await tab.press("Set Cookie"), "Set Cookie: {}");
      const both = { sessionId, testCookie: "Cookie 1" };
      assert.deepEqual(await tab.cookie((cookie) => cookie.testCookie), both);
      assert.deepEqual(await stored(), both);

      assert.equal(await tab.press("Clear"), 'Clear: {"cleared":2}');
      assert.deepEqual(await tab.cookie((cookie) => !cookie.sessionId), {});
      assert.deepEqual(await stored(), {});
      assert.equal(await tab.press("Test"), "Test: {}");
      assert.notEqual((await tab.cookie((cookie) => cookie.sessionId)).sessionId, sessionId);
      assert.equal(await tab.page.locator("#log li").count(), 6);
    });

    test("the keyboard", async () => {
      await tab.page.getByRole("button", { name: "Set Session" }).focus();
      await tab.page.keyboard.press("Enter");
      await tab.page.locator("#log li", { hasText: "Set Session: {}" }).waitFor();
      await tab.page.keyboard.press("Tab");
      await tab.page.keyboard.press("Space");
      await tab.page.locator("#log li", { hasText: "Set Cookie: {}" }).waitFor();
    });

    test("reload", async () => {
      await tab.press("Set Session");
      await tab.press("Set Cookie");
      const before = await tab.cookie((cookie) => cookie.testCookie);
      await tab.page.reload();
      assert.deepEqual(await tab.cookie((cookie) => cookie.testCookie), before);
      assert.equal(await tab.press("Test"), 'Test: {"testSession":"Session 1"}');
      assert.deepEqual(await tab.cookie((cookie) => cookie.testCookie), before);
    });

    test("two tabs", async () => {
      const other = await open();
      await Promise.all([tab.press("Test"), other.press("Test")]); // both are new
      await tab.press("Set Session");
      const { sessionId } = await stored();
      // The card follows what the other tab does.
      assert.equal((await other.cookie((cookie) => cookie.sessionId)).sessionId, sessionId);
      assert.equal(await other.press("Test"), 'Test: {"testSession":"Session 1"}');
      // Both at once: each writes what the other does not.
      const calls = (tab, name) => Promise.all(Array.from({ length: 5 }, () => tab.page.getByRole("button", { name }).click()));
      await Promise.all([calls(tab, "Set Cookie"), calls(other, "Set Session")]);
      await Promise.all([tab.page.locator("#log li").nth(6).waitFor(), other.page.locator("#log li").nth(6).waitFor()]);
      assert.deepEqual(await tab.page.locator("#log .wrong").count() + await other.page.locator("#log .wrong").count(), 0);
      assert.equal((await stored()).sessionId, sessionId);
      assert.match(await tab.press("Test"), /^Test: \{"testSession":"Session [2-6]"\}$/);
      if (build.name === "rpcgen") { // TSRPC's flows store whatever answer comes last
        assert.match((await stored()).testCookie, /^Cookie [1-5]$/);
        assert.deepEqual(await tab.json("cookie"), await other.cookie((cookie) => cookie.testCookie));
      }
    });

    test("a server that restarts", async () => {
      await tab.press("Set Session");
      const before = await stored();
      const { port } = server;
      await server.stop();
      assert.match(await tab.press("Test"), /^Test: NetworkError /);
      assert.equal((await tab.json("return")).type, "NetworkError");
      assert.deepEqual(await stored(), before);
      server = await Server.start(port);
      assert.equal(await tab.press("Test"), "Test: {}"); // its sessions were in memory
      assert.notEqual((await stored()).sessionId, before.sessionId);
      await tab.press("Set Session");
      assert.equal(await tab.press("Test"), 'Test: {"testSession":"Session 1"}');
    });

    test("a page of another origin gets nothing", async (t) => {
      await tab.press("Set Session");
      await tab.press("Set Cookie");
      const before = await stored();
      const evil = http.createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>x</title>"));
      evil.listen(0, "127.0.0.1");
      await once(evil, "listening");
      t.after(() => (evil.closeAllConnections(), evil.close()));
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${evil.address().port}/`);
      const got = await page.evaluate(async ({ url, path, cookie }) => {
        const got = [];
        const body = JSON.stringify({ __cookie: cookie });
        const types = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream", ""];
        for (const method of ["Test", "SetCookie"]) {
          for (const credentials of ["omit", "include"]) {
            for (const type of types) {
              for (const mode of ["cors", "no-cors"]) {
                const headers = type ? { "Content-Type": type } : {};
                try {
                  const response = await fetch(url + method, { method: "POST", mode, credentials, headers, body });
                  const text = await response.text();
                  if (response.type !== "opaque" || text) got.push([method, mode, type, response.status, text]);
                } catch {
                  // it is refused
                }
              }
            }
          }
        }
        navigator.sendBeacon(url + "SetCookie", body);
        // A frame, and a window, of the page.
        const frame = document.createElement("iframe");
        const loaded = new Promise((resolve) => (frame.onload = frame.onerror = resolve));
        frame.src = url + path;
        document.body.append(frame);
        await loaded;
        for (const read of [() => frame.contentDocument?.body?.textContent, () => frame.contentWindow.localStorage.length, () => Object.keys(localStorage).join()]) {
          try {
            const value = read();
            if (value) got.push(value);
          } catch {
            // it is another origin
          }
        }
        return got;
      }, { url: server.url, path: build.path, cookie: before });
      assert.deepEqual(got, []);
      const form = page.waitForURL(server.url + "SetCookie");
      await page.evaluate((url) => {
        document.body.innerHTML = `<form method="post" enctype="text/plain" action="${url}SetCookie"><input name='{"__cookie":{},"x":"' value='"}'></form>`;
        document.forms[0].submit();
      }, server.url);
      await form;
      assert.doesNotMatch(await page.content(), /isSucc[^}]*true|Cookie \d/);
      assert.deepEqual(page.frames().length, 1);
      await page.close();
      // Nothing of it was carried out: the server counts.
      assert.deepEqual(await stored(), before);
      await tab.press("Set Cookie");
      assert.equal((await tab.cookie((cookie) => cookie.testCookie === "Cookie 2")).testCookie, "Cookie 2");
      assert.equal(await tab.press("Test"), 'Test: {"testSession":"Session 1"}');
    });

    test("__proto__ pollutes nothing", async () => {
      const evil = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}';
      await tab.page.route("**/Test", (route) => route.fulfill({
        contentType: "application/json", body: `{"isSucc":true,"res":{"__cookie":{"sessionId":"s",${evil}},${evil}},${evil}}`,
      }));
      await tab.press("Test");
      await tab.press("Set Session");
      assert.equal(await tab.polluted(), false);
      await tab.page.route("**/Test", (route) => route.fulfill({
        contentType: "application/json", body: `{"isSucc":false,"err":{"message":"no","type":"ApiError",${evil}},${evil}}`,
      }));
      assert.match(await tab.press("Test"), /^Test: /);
      assert.equal(await tab.polluted(), false);

      await tab.page.evaluate(([key, text]) => localStorage.setItem(key, text), [build.key(server), build.entry(`{"sessionId":"s",${evil}}`)]);
      await tab.page.reload();
      await tab.press("Set Cookie");
      assert.equal(await tab.polluted(), false);
      if (build.name === "rpcgen") {
        assert.equal(Object.hasOwn(JSON.parse((await tab.stored())[build.key(server)]).cookie, "__proto__"), false);
      }
    });

    test("answers that are none", async () => {
      await tab.press("Set Session");
      await tab.press("Set Cookie");
      const before = await stored();
      const json = "application/json";
      const answers = {
        "not JSON": { contentType: json, body: "garbage" },
        "a page": { contentType: "text/html", body: "<!doctype html><title>Log in</title>" },
        "a proxy's page": { status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" },
        "nothing": { contentType: json, body: "" },
        "no content": { status: 204 },
        "a wrong status": { status: 404, contentType: json, body: "{}" },
        "a wrong type": { contentType: json, body: '{"isSucc":true,"res":{"testSession":5,"__cookie":{"stolen":true}}}' },
        "a list": { contentType: json, body: "[]" },
        "10 MB": { contentType: json, body: "x".repeat(10 << 20) },
      };
      let answer;
      await tab.page.route("**/Test", (route) => answer ? route.fulfill(answer) : route.abort());
      for (answer of [...Object.values(answers), undefined]) {
        const name = Object.keys(answers).find((name) => answers[name] === answer) ?? "no connection";
        const line = await tab.press("Test");
        const wrong = build.name === "rpcgen" ? /^Test: (NetworkError|ClientError|ServerError) / : /^Test: \w+Error |^Test: \w/;
        assert.match(line, wrong, name);
        assert.deepEqual(await stored(), before, name);
      }
      await tab.page.unroute("**/Test");
      assert.equal(await tab.press("Test"), 'Test: {"testSession":"Session 1"}');
    });

    for (const colorScheme of ["light", "dark"]) {
      for (const [device, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } })) {
        test(`it fits on a ${device}, ${colorScheme}`, async () => {
          await context.close();
          context = await browser.newContext({ viewport, colorScheme });
          tab = await open();
          for (const name of ["Test", "Set Session", "Set Cookie", "Test"]) await tab.press(name);
          assert.ok(await tab.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is wider than the screen");
          const [text, ground] = await tab.page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]);
          const light = (color) => color.match(/\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0);
          assert.equal(light(ground) > light(text), colorScheme === "light");
          if (process.env.SCREENSHOTS) {
            await tab.page.screenshot({ path: `${process.env.SCREENSHOTS}/${build.name}-${device}-${colorScheme}.png`, fullPage: device === "phone" });
          }
        });
      }
    }
  });
}
