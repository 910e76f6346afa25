// Runs the mini app of docs/typescript.md with a stand-in for WeChat's wx: storage gives ""
// for what is not there, and request parses JSON unless dataType says otherwise. What a mini
// app does not have is taken away.
import assert from "node:assert/strict";
import http from "node:http";

const server = process.argv[2]!;
const stored = new Map<string, string>();
const urls: string[] = [];

interface Page { data: object; onShow(): Promise<void>; setData(data: object): void }
let page: Page | undefined;

Object.assign(globalThis, {
  Page(options: Page) {
    page = { ...options, setData: (data) => Object.assign(page!.data, data) };
  },
  wx: {
    getStorageSync: (key: string) => stored.get(key) ?? "",
    setStorageSync: (key: string, value: string) => void stored.set(key, value),
    removeStorageSync: (key: string) => void stored.delete(key),
    request(options: { url: string; method: string; header: Record<string, string>; data: string; dataType: string; success(res: object): void; fail(err: object): void }) {
      urls.push(options.url);
      const url = options.url.replace("https://library.example.com/api/", server);
      const request = http.request(url, { method: options.method, headers: options.header }, (response) => {
        let data = "";
        response.setEncoding("utf8").on("data", (chunk) => (data += chunk)).on("end", () => {
          options.success({ statusCode: response.statusCode, header: response.headers, data: options.dataType === "json" ? JSON.parse(data) : data });
        });
      });
      request.on("error", () => options.fail({ errMsg: "request:fail" })).end(options.data);
      return { abort: () => request.destroy() };
    },
  },
});
for (const name of ["fetch", "URL", "AbortController", "TextDecoder", "TextEncoder", "navigator", "localStorage", "btoa", "atob"]) {
  Reflect.deleteProperty(globalThis, name);
}

const { library } = await import("./library.js");
await import("./loans.js");
await page!.onShow();
assert.deepEqual(page!.data, { loans: [], problem: "" });
await library.borrow({ isbn: "978-1098139292", days: 1 });
await page!.onShow();
assert.deepEqual(page!.data, { loans: ["978-1098139292"], problem: "" });
assert.deepEqual([...stored.keys()], ["rpcgen:https://library.example.com:443"]);
assert.deepEqual(urls.map((url) => url.split("/").at(-1)), ["Loans", "Borrow", "Loans"]);
stored.clear();
await assert.rejects(library.borrow({ isbn: "", days: 1 }), { name: "RpcError", type: "ApiError", code: "NO_BOOK" });
console.log("the mini app has shown its loans");
