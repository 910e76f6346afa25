import assert from "node:assert/strict";
import http from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";
import { Client, createJar } from "./runtime.ts";
import type { Method, RpcFetch } from "./runtime.ts";

/** What a mini app uses of wx. */
interface Wx {
  request(options: {
    url: string; method: string; header: Record<string, string>; data: string; dataType: string; redirect: string;
    success: (res: { statusCode: number; data: string; header: object }) => void; fail: (err: { errMsg: string }) => void;
  }): { abort(): void };
  getStorageSync(key: string): string;
  setStorageSync(key: string, value: string): void;
  removeStorageSync(key: string): void;
}

/**
 * A stand-in for WeChat's wx that keeps its rules: storage gives "" for what is not there;
 * request parses JSON unless dataType says otherwise, takes every status for a success, calls back
 * later, and fails with an errMsg.
 */
function fakeWx(): Wx & { stored: Map<string, string> } {
  const stored = new Map<string, string>();
  return {
    stored,
    getStorageSync: (key) => stored.get(key) ?? "",
    setStorageSync: (key, value) => void stored.set(key, structuredClone(value)),
    removeStorageSync: (key) => void stored.delete(key),
    request({ url, method, header, data, dataType, success, fail }) {
      const request = http.request(url, { method, headers: header }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
          const text = Buffer.concat(chunks).toString();
          let parsed: unknown = text;
          if (dataType === "json") try { parsed = JSON.parse(text); } catch { /* it stays text */ }
          success({ statusCode: response.statusCode!, data: parsed as string, header: response.headers });
        });
      });
      request.on("error", () => fail({ errMsg: "request:fail" })).end(data);
      return { abort: () => request.destroy() };
    },
  };
}

/** Takes away what mini apps do not have. */
function asMiniApp(t: test.TestContext) {
  for (const name of ["fetch", "URL", "AbortController", "TextDecoder", "TextEncoder", "navigator", "localStorage", "document", "btoa", "atob"]) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    if (!before) continue;
    Reflect.deleteProperty(globalThis, name);
    t.after(() => Object.defineProperty(globalThis, name, before));
  }
}

test("a mini app", async (t) => {
  const visit: Method<{ note: Uint8Array }, number> = { name: "Visit", result: "count", request: { fields: { note: "bytes" } }, response: { fields: { count: "int" } } };
  const bodies: { note: string; __cookie?: object }[] = [];
  let status = 200;
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => {
      bodies.push(JSON.parse(body));
      response.writeHead(status, { Location: "http://127.0.0.1:1/" }).end(JSON.stringify({ isSucc: true, res: { count: bodies.length, __cookie: { sessionId: "s" } } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  const { port } = server.address() as AddressInfo;

  const wx = fakeWx();
  // This is the snippet of fetch.ts.
  const wxFetch: RpcFetch = (url, init) => new Promise((resolve, reject) => {
    const task = wx.request({
      url, method: init.method, header: init.headers, data: init.body, dataType: "text", redirect: "manual",
      success: (res) => resolve({ status: res.statusCode, text: async () => res.data }),
      fail: (err) => reject(new Error(err.errMsg)),
    });
    init.signal?.addEventListener("abort", () => task.abort());
  });
  // This is the line of store.ts.
  const jar = createJar({ get: k => wx.getStorageSync(k), set: (k, v) => wx.setStorageSync(k, v), remove: k => wx.removeStorageSync(k) });

  asMiniApp(t);
  const client = new Client(`http://127.0.0.1:${port}`, { fetch: wxFetch, jar });
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => client.call(visit, { note: new Uint8Array([1, 2]) }))), [1, 2, 3]);
  assert.deepEqual(bodies, [{ note: "AQI=" }, { note: "AQI=", __cookie: { sessionId: "s" } }, { note: "AQI=", __cookie: { sessionId: "s" } }]);
  assert.deepEqual([...wx.stored], [[`rpcgen:http://127.0.0.1:${port}`, '{"cookie":{"sessionId":"s"}}']]);

  status = 302;
  await assert.rejects(client.call(visit, { note: new Uint8Array() }), { name: "RpcError", type: "NetworkError", code: 302, message: "HTTP Error 302" });
  await assert.rejects(new Client("http://127.0.0.1:1", { fetch: wxFetch, jar }).call(visit, { note: new Uint8Array() }), { type: "NetworkError", code: "LOST_CONN", message: "request:fail" });
  await assert.rejects(new Client("https://example.com", { jar }).call(visit, { note: new Uint8Array() }), { name: "RpcError", message: /fetch/ });
  assert.throws(() => new Client("/api"), { name: "RpcError" });
});
