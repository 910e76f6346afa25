import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { Client, RpcError, createJar, rpcOrNull, rpcServer } from "./runtime.ts";
import type { ClientOptions, Method, RpcFetch } from "./runtime.ts";

const echo: Method<{ n: number }, number> = {
  name: "Demo/Echo", result: "n",
  request: { fields: { n: "int" } }, response: { fields: { n: "int" } },
};

type Handler = (request: http.IncomingMessage, body: string, response: http.ServerResponse) => void;

/** A server for one test, and a client of it. */
async function serve(t: test.TestContext, handler: Handler, options: ClientOptions = {}) {
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => handler(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, client: new Client(url, options) };
}

const answer = (response: http.ServerResponse, res: object, status = 200) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ isSucc: true, res }));

/** A fetch whose answers a test gives when it likes. */
function held() {
  const calls: { body: { n: number; __cookie?: { sessionId?: string } }; url: string; init: Parameters<RpcFetch>[1]; reply: (text: string, status?: number) => void; fail: (error: Error) => void }[] = [];
  const fetch: RpcFetch = (url, init) => new Promise((resolve, reject) => {
    calls.push({ body: JSON.parse(init.body), url, init, reply: (text, status = 200) => resolve({ status, text: async () => text }), fail: reject });
  });
  return { calls, fetch };
}
const succ = (res: object) => JSON.stringify({ isSucc: true, res });

/** Lets everything run that waits for nothing but promises. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("a call", async (t) => {
  let seen: { method?: string; url?: string; type?: string; cookie?: string; own?: string; body: string } | undefined;
  const { client } = await serve(t, (request, body, response) => {
    const { headers } = request;
    seen = { method: request.method!, url: request.url!, type: headers["content-type"]!, own: headers["x-own"] as string, body };
    answer(response, { n: JSON.parse(body).n, more: 1, __cookie: { sessionId: "s", k: 1 } });
  }, { headers: { "X-Own": "yes", "Content-Type": "text/plain" } });
  assert.equal(await client.call(echo, { n: 7 }), 7);
  assert.deepEqual(seen, { method: "POST", url: "/Demo/Echo", type: "application/json", own: "yes", body: '{"n":7}' });
  assert.deepEqual(await client.cookie(), { k: 1, sessionId: "s" });

  const whole = { name: echo.name, request: echo.request, response: echo.response } as Method<{ n: number }, { n: number; __cookie?: object }>;
  const res = await client.call(whole, { n: 8 }, { timeout: 0 });
  assert.deepEqual(seen, { method: "POST", url: "/Demo/Echo", type: "application/json", own: "yes", body: '{"n":8,"__cookie":{"k":1,"sessionId":"s"}}' });
  assert.deepEqual(res.__cookie, { k: 1, sessionId: "s" });
  assert.equal(JSON.stringify(res), '{"n":8}');
});

test("a struct that may be null", async (t) => {
  let res: object = {};
  const { client } = await serve(t, (_, __, response) => answer(response, res));
  const find: Method<{}, { title: string; pages?: number } | null> = {
    name: "Find", request: { fields: {} }, result: null,
    response: rpcOrNull({ fields: { title: "string", pages: { optional: "int" } } }),
  };
  const none = [{}, { __cookie: { sessionId: "s" } }, { more: 1 }, { title: null, pages: null }];
  for (res of none) assert.equal(await client.call(find, {}), null);
  assert.equal((await client.cookie())!.sessionId, "s");
  res = { title: "", __cookie: { sessionId: "s" } };
  assert.deepEqual(await client.call(find, {}), { title: "" });
  res = { pages: 1 };
  await assert.rejects(client.call(find, {}), { message: "res.title: string expected, got Undefined" });
});

test("errors of the server", async (t) => {
  let text = "", status = 200;
  const { client } = await serve(t, (_, __, response) => response.writeHead(status).end(text));
  const cases: [number, string, object][] = [
    [200, '{"isSucc":false,"err":{"message":"Not enough","type":"ApiError","code":"POOR","need":5,"__proto__":{"x":1}}}', { message: "Not enough", type: "ApiError", code: "POOR", data: { need: 5 } }],
    [200, '{"isSucc":false,"err":{"message":"m","code":7}}', { message: "m", type: "ApiError", code: 7 }],
    [500, '{"isSucc":false,"err":{"message":"Internal Server Error","type":"ServerError","code":"INTERNAL_ERR"}}', { type: "ServerError", code: "INTERNAL_ERR" }],
    [415, '{"isSucc":false,"err":{"message":"use application/json","type":"ServerError","code":"INPUT_DATA_ERR"}}', { message: "use application/json" }],
    [200, '{"isSucc":false,"err":"plain"}', { message: "err: object expected, got String", type: "ClientError" }],
    [200, '{"isSucc":false,"err":{}}', { message: "", type: "ApiError", code: undefined }],
  ];
  for ([status, text] of cases) {
    const want = cases.find((c) => c[1] === text)![2];
    await assert.rejects(client.call(echo, { n: 1 }), (error) => {
      assert.ok(error instanceof RpcError && error instanceof Error);
      for (const [key, value] of Object.entries(want)) assert.deepEqual(error[key as keyof RpcError], value);
      return true;
    });
  }
  text = '{"isSucc":false,"err":{"message":"m"},"__cookie":{"sessionId":"minted"}}';
  status = 200;
  await assert.rejects(client.call(echo, { n: 1 }));
  assert.deepEqual(await client.cookie(), { sessionId: "minted" });
});

test("bad answers are clear errors and leave the cookie", async (t) => {
  let handler: Handler = (_, __, response) => answer(response, { n: 1, __cookie: { sessionId: "kept" } });
  const { client } = await serve(t, (...args) => handler(...args), { maxResponse: 1 << 20 });
  await client.call(echo, { n: 1 });
  const bad = '"__cookie":{"sessionId":"lost"}';
  const text = (body: string, status = 200): Handler => (_, __, response) => response.writeHead(status).end(body);
  const cases: [string, Handler, string, string | number, RegExp][] = [
    ["garbage", text("\xff\x00garbage"), "ClientError", "INPUT_DATA_ERR", /^Parse server output error$/],
    ["HTML", text("<html></html>"), "ClientError", "INPUT_DATA_ERR", /^Parse/],
    ["empty", text(""), "ClientError", "INPUT_DATA_ERR", /^Parse/],
    ["null", text("null"), "ClientError", "INPUT_DATA_ERR", /^answer: object expected, got Null/],
    ["deep", text(`{"isSucc":true,"res":{"n":1},"err":{"k":` + "[".repeat(1e5) + "]".repeat(1e5) + "}}"), "ClientError", "INPUT_DATA_ERR", /^Parse/],
    ["no envelope", text(`{"n":1,${bad}}`), "ClientError", "INPUT_DATA_ERR", /^isSucc: boolean expected, got Undefined/],
    ["no res", text(`{"isSucc":true,${bad}}`), "ClientError", "INPUT_DATA_ERR", /^Parse/],
    ["no err", text(`{"isSucc":false,${bad}}`), "ClientError", "INPUT_DATA_ERR", /^Parse/],
    ["wrong type", text(`{"isSucc":true,"res":{"n":"1",${bad}}}`), "ClientError", "INPUT_DATA_ERR", /^res\.n: int expected, got String/],
    ["wrong cookie", text('{"isSucc":true,"res":{"n":1,"__cookie":{"sessionId":1}}}'), "ClientError", "INPUT_DATA_ERR", /^__cookie/],
    ["large cookie", text(`{"isSucc":true,"res":{"n":1,"__cookie":{"k":"${"x".repeat(5000)}"}}}`), "ClientError", "INPUT_DATA_ERR", /^__cookie/],
    ["404", text("not here", 404), "NetworkError", 404, /^HTTP Error 404$/],
    ["502 with a success", text(`{"isSucc":true,"res":{"n":1,${bad}}}`, 502), "NetworkError", 502, /^HTTP Error 502$/],
    ["503", text("", 503), "NetworkError", 503, /^HTTP Error 503$/],
    ["304", text("", 304), "NetworkError", 304, /^HTTP Error 304$/],
    ["redirect", (_, __, response) => response.writeHead(307, { Location: "http://127.0.0.1:1/" }).end(), "NetworkError", "LOST_CONN", /redirect/],
    ["too large", (_, __, response) => { const more = () => { while (!response.destroyed && response.write(" ".repeat(65536))); }; response.on("drain", more); more(); }, "ClientError", "TOO_LARGE", /over 1048576 bytes/],
    ["cut off", (_, __, response) => { response.writeHead(200, { "Content-Length": 100 }).write('{"isSucc"'); setImmediate(() => response.destroy()); }, "NetworkError", "LOST_CONN", /./],
    ["closed", (request) => request.socket.destroy(), "NetworkError", "LOST_CONN", /./],
    ["__proto__", text('{"isSucc":true,"res":{"__proto__":{"n":1},"constructor":{"prototype":{"polluted":1}}}}'), "ClientError", "INPUT_DATA_ERR", /^res\.n/],
  ];
  for (const [name, bad, type, code, message] of cases) {
    handler = bad;
    await assert.rejects(client.call(echo, { n: 1 }), (error: RpcError) => {
      assert.ok(error instanceof RpcError, name);
      assert.deepEqual([name, error.type, error.code], [name, type, code]);
      assert.match(error.message, message, name);
      return true;
    });
    assert.deepEqual(await client.cookie(), { sessionId: "kept" }, name);
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test("nobody listens", async (t) => {
  const { client, url } = await serve(t, () => {});
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(new Client(url.replace(/\d+$/, String(port))).call(echo, { n: 1 }), { name: "RpcError", type: "NetworkError", code: "ECONNREFUSED", message: /ECONNREFUSED/ });
  void client;
});

test("time runs out, and callers give up", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { calls, fetch } = held();
  const client = new Client("https://example.com", { fetch });
  const gone = { name: "RpcError", type: "NetworkError", code: "TIMEOUT", message: "Request Timeout" };

  let call = assert.rejects(client.call(echo, { n: 1 }), gone);
  await settled();
  t.mock.timers.tick(14_999);
  assert.ok(!calls[0]!.init.signal!.aborted);
  t.mock.timers.tick(1);
  await call;
  assert.ok(calls[0]!.init.signal!.aborted);

  call = assert.rejects(client.call(echo, { n: 1 }, { timeout: 10 }), gone);
  t.mock.timers.tick(10);
  await call;
  await settled();
  assert.equal(calls.length, 1, "what is late is not sent");

  const controller = new AbortController();
  call = assert.rejects(client.call(echo, { n: 1 }, { signal: controller.signal, timeout: 0 }), { type: "NetworkError", code: "CANCELED", message: "Request Canceled", cause: "enough" });
  await settled();
  controller.abort("enough");
  await call;
  assert.equal(calls.length, 2);
  await assert.rejects(client.call(echo, { n: 1 }, { signal: controller.signal }), { code: "CANCELED" });
  assert.equal(calls.length, 2);
  for (const timeout of [-5, NaN]) { // computed, and over already
    call = assert.rejects(client.call(echo, { n: 1 }, { timeout }), gone);
    t.mock.timers.tick(1);
    await call;
  }
  assert.equal(calls.length, 2);

  const ok = client.call(echo, { n: 1 }, { timeout: 1e12 });
  await settled();
  calls[2]!.reply(succ({ n: 3 }));
  assert.equal(await ok, 3);
});

test("while there is no session id, one call goes first", async () => {
  const { calls, fetch } = held();
  const client = new Client("https://example.com", { fetch });
  const all = [1, 2, 3].map((n) => client.call(echo, { n }));
  await settled();
  assert.equal(calls.length, 1);
  calls[0]!.reply(succ({ n: 1, __cookie: { sessionId: "s" } }));
  await settled();
  assert.deepEqual(calls.slice(1).map((call) => call.body.__cookie), [{ sessionId: "s" }, { sessionId: "s" }]);
  for (const call of calls.slice(1)) call.reply(succ({ n: call.body.n }));
  assert.deepEqual(await Promise.all(all), [1, 2, 3]);
});

test("the first call may fail, and then another is first", async () => {
  const { calls, fetch } = held();
  const client = new Client("https://example.com", { fetch });
  const first = assert.rejects(client.call(echo, { n: 1 }), { code: "LOST_CONN", message: "request:fail" });
  const rest = Promise.all([client.call(echo, { n: 2 }), client.call(echo, { n: 3 })]);
  await settled();
  calls[0]!.fail(new Error("request:fail"));
  await first;
  await settled();
  assert.equal(calls.length, 2);
  calls[1]!.reply(succ({ n: 2 })); // without an id: nobody waits any more
  await settled();
  assert.equal(calls.length, 3);
  calls[2]!.reply(succ({ n: 3 }));
  assert.deepEqual(await rest, [2, 3]);
});

test("nobody waits for the first call for more than two seconds, nor longer than its own time", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { calls, fetch } = held();
  const client = new Client("https://example.com", { fetch });
  const first = client.call(echo, { n: 1 });
  const short = assert.rejects(client.call(echo, { n: 2 }, { timeout: 1000 }), { code: "TIMEOUT" });
  const patient = client.call(echo, { n: 3 });
  await settled();
  t.mock.timers.tick(1000);
  await short;
  assert.equal(calls.length, 1);
  t.mock.timers.tick(1000);
  await settled();
  assert.deepEqual(calls.map((call) => call.body.n), [1, 3]);
  for (const call of calls) call.reply(succ({ n: call.body.n }));
  assert.deepEqual(await Promise.all([first, patient]), [1, 3]);
});

test("a slow echo does not undo a login", async () => {
  const { calls, fetch } = held();
  const jar = createJar("memory");
  await jar.merge("https://example.com:443", undefined, { sessionId: "old" });
  const [a, b] = [new Client("https://example.com", { fetch, jar }), new Client("https://EXAMPLE.com:443/api", { fetch, jar })];
  const slow = a.call(echo, { n: 1 }), login = b.call(echo, { n: 2 });
  await settled();
  calls[1]!.reply(succ({ n: 2, __cookie: { sessionId: "new" } }));
  await login;
  calls[0]!.reply(succ({ n: 1, __cookie: { sessionId: "old", k: 1 } }));
  await slow;
  assert.deepEqual(await a.cookie(), { k: 1, sessionId: "new" });
  assert.equal(calls[1]!.url, "https://example.com/api/Demo/Echo");
});

test("flows", async (t) => {
  const { calls, fetch } = held();
  const log: string[] = [];
  const errors = t.mock.method(console, "error", () => {});
  const client = new Client("https://example.com", { fetch, flows: { preCall: [(call) => (log.push("preCall " + call.method), call)] } });
  client.flows.preCall.push((call) => ({ ...call, request: { n: 5 } }));
  client.flows.preSend.push((data) => ({ ...data, text: data.text + " " }));
  client.flows.preReceive.push(async (data) => ({ ...data, text: data.text.replace("%", "") }));
  client.flows.preReturn.push((call) => (log.push("preReturn " + call.return?.isSucc), call));
  client.flows.postReturn.push(() => { throw new Error("ignored"); }, () => log.push("postReturn"));
  const call = client.call(echo, { n: 1 });
  await settled();
  assert.equal(calls[0]!.init.body, '{"n":5} ');
  calls[0]!.reply("%" + succ({ n: 6 }));
  assert.equal(await call, 6);
  await settled();
  assert.deepEqual(log, ["preCall Demo/Echo", "preReturn true", "postReturn"]);
  assert.equal(errors.mock.callCount(), 1);
});

test("nodes that stop, answer and fail", async () => {
  const { calls, fetch } = held();
  const stopped = { type: "ClientError", code: "CANCELED", message: "call stopped" };
  const make = (flows: ClientOptions["flows"]) => new Client("https://example.com", { fetch, flows: flows! }).call(echo, { n: 1 });
  await assert.rejects(make({ preCall: [() => null] }), stopped);
  await assert.rejects(make({ preSend: [() => undefined] }), stopped);
  await assert.rejects(make({ preCall: [() => { throw new TypeError("oops"); }] }), { name: "RpcError", type: "ClientError", message: "oops" });
  await assert.rejects(make({ preCall: [() => { throw new RpcError("own", { code: 1 }); }] }), { type: "ApiError", code: 1 });
  assert.equal(await make({ preCall: [(call) => { call.return = { isSucc: true, res: { n: 9 } }; return null; }] }), 9);
  assert.equal(await make({ preCall: [(call) => ({ ...call, return: { isSucc: true, res: { n: 10 } } })] }), 10);
  assert.equal(await make({ preCall: [() => null], preReturn: [(call) => { call.return = { isSucc: true, res: { n: 11 } }; return null; }] }), 11);
  assert.equal(calls.length, 0);
});

test("values that cannot be sent", async () => {
  const { calls, fetch } = held();
  const client = new Client("https://example.com", { fetch });
  await assert.rejects(client.call(echo, { n: 0.5 }), { type: "ClientError", code: "INPUT_DATA_ERR", message: "req.n: int expected, got 0.5" });
  const loop: { any?: unknown } = {};
  loop.any = loop;
  await assert.rejects(client.call({ name: "x", request: { fields: { any: "any" } }, response: { fields: {} } } as Method<object, object>, loop), { name: "RpcError", type: "ClientError" });
  assert.equal(calls.length, 0);
});

test("URLs and plain HTTP", async () => {
  const origins = { "https://Example.COM": "https://example.com:443", "http://localhost/api": "http://localhost:80", "https://[2001:DB8::1]:8443/": "https://[2001:db8::1]:8443" };
  for (const [url, origin] of Object.entries(origins)) assert.equal(rpcServer(url).origin, origin);
  for (const url of ["", "/api", "ftp://example.com", "https://user:pw@example.com", "https://example.com/?q", "https://example.com/#f"]) {
    assert.throws(() => new Client(url), { name: "RpcError", type: "ClientError" }, url);
  }
  for (const [url, plain] of [["http://localhost:1", false], ["http://127.0.0.1", false], ["http://[::1]", false], ["https://example.com", false], ["http://example.com", true], ["http://127.evil.example", true], ["http://localhost.example", true]] as const) {
    assert.equal(rpcServer(url).plain, plain, url);
  }
  for (const allowPlaintext of [false, true]) {
    const { calls, fetch } = held();
    const jar = createJar("memory");
    await jar.merge("http://example.com:80", undefined, { sessionId: "s" });
    const call = new Client("http://example.com", { fetch, jar, allowPlaintext }).call(echo, { n: 1 }).catch((error) => error.code);
    await settled();
    calls[0]?.reply(succ({ n: 1 }));
    assert.equal(await call, allowPlaintext ? 1 : "FORBIDDEN");
  }
});

test("a jar of the caller's that fails", async (t) => {
  const errors = t.mock.method(console, "error", () => {});
  const { calls, fetch } = held();
  let broken = false;
  const jar = { load: () => { if (broken) throw new Error("locked"); return undefined; }, merge: () => Promise.reject(new Error("full")) };
  const client = new Client("https://example.com", { fetch, jar });
  const call = client.call(echo, { n: 1 });
  await settled();
  calls[0]!.reply(succ({ n: 1, __cookie: { sessionId: "s" } }));
  assert.equal(await call, 1);
  assert.equal(errors.mock.callCount(), 1);
  broken = true;
  await assert.rejects(client.call(echo, { n: 1 }), { name: "RpcError", type: "ClientError", message: "locked" });
});
