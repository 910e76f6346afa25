import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { rpcMerge, rpcReadCookie } from "./runtime.ts";
import type { RpcCookie } from "./runtime.ts";

test("the merge takes what the call has changed", () => {
  const cases: [string, RpcCookie | undefined, RpcCookie, RpcCookie | undefined, RpcCookie][] = [
    ["first id", undefined, { sessionId: "a" }, undefined, { sessionId: "a" }],
    ["renewed", { sessionId: "a" }, { sessionId: "b" }, { sessionId: "a" }, { sessionId: "b" }],
    ["a slow echo after a login", { sessionId: "a" }, { sessionId: "a" }, { sessionId: "b" }, { sessionId: "b" }],
    ["a slow first id", undefined, { sessionId: "a" }, { sessionId: "b" }, { sessionId: "b" }],
    ["cleared", { sessionId: "a", k: 1 }, {}, { sessionId: "a", k: 1, other: 2 }, { other: 2 }],
    ["other keys", { k: 1 }, { k: 2 }, { k: 1, j: 3 }, { k: 2, j: 3 }],
    ["the order of keys", { k: { a: 1, b: 2 } }, { k: { b: 2, a: 1 } }, { k: 5 }, { k: 5 }],
    ["names of Object's own", {}, { toString: 1, valueOf: null }, {}, { toString: 1, valueOf: null }],
  ];
  for (const [name, base, theirs, ours, want] of cases) assert.deepEqual(rpcMerge(rpcReadCookie(base), rpcReadCookie(theirs)!, rpcReadCookie(ours)), want, name);
});

const key = fc.oneof(fc.constantFrom("sessionId", "__proto__", "constructor", "prototype", "toString", "a", "b"), fc.string());
const tricky = fc.array(fc.tuple(key, fc.oneof(fc.jsonValue(), fc.constant(JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{}}}'))))).map((entries) => Object.fromEntries(entries) as RpcCookie);

test("no merge has keys that could reach a prototype", () => {
  const harmless = (value: unknown): boolean => !value || typeof value !== "object" ||
    (Array.isArray(value) ? value.every(harmless) : Object.getPrototypeOf(value) === Object.prototype &&
      Object.keys(value).every((k) => !["__proto__", "constructor", "prototype"].includes(k) && harmless((value as RpcCookie)[k])));
  fc.assert(fc.property(fc.option(tricky, { nil: undefined }), tricky, fc.option(tricky, { nil: undefined }), (base, theirs, ours) => {
    const [b, t, o] = [base, theirs, ours].map(rpcReadCookie);
    assert.ok(harmless(rpcMerge(b, t ?? {}, o)));
    assert.ok(harmless(rpcReadCookie(rpcMerge(base, theirs, ours))));
    assert.equal(({} as { x?: unknown }).x, undefined);
  }));
});

/** Calls that overlap: each is sent with the jar as it is then, and merged when its answer comes. */
function interleave(n: number, order: number[], answer: (sent: RpcCookie | undefined, call: number) => RpcCookie): RpcCookie | undefined {
  let jar: RpcCookie | undefined;
  const sent = new Map<number, RpcCookie | undefined>();
  for (const i of [...order, ...Array(2 * n).keys()]) {
    const call = i % n;
    if (!sent.has(call)) sent.set(call, jar);
    else if (sent.get(call) !== null) {
      jar = rpcMerge(sent.get(call), answer(sent.get(call), call), jar);
      sent.set(call, null as never);
    }
  }
  return jar;
}

test("any interleaving of calls with keys of their own ends with all keys", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(100)), (n, order) => {
    const jar = interleave(n, order, (sent, call) => ({ ...sent, ["k" + call]: call }));
    assert.deepEqual(jar, Object.fromEntries(Array.from({ length: n }, (_, i) => ["k" + i, i]).sort()));
  }));
});

test("a renewed id never reverts", () => {
  fc.assert(fc.property(fc.array(fc.nat(5)), fc.array(fc.boolean()), (order, renews) => {
    let issued = 0;
    let ours: RpcCookie = { sessionId: "0" };
    const retired = new Set<string>();
    const sent = new Map<number, RpcCookie>();
    order.forEach((call, step) => {
      const base = sent.get(call);
      if (!base) return void sent.set(call, ours);
      sent.delete(call);
      // The server renews only an id that is not retired; otherwise it echoes.
      const renewed = renews[step] && !retired.has(base.sessionId!);
      if (renewed) retired.add(base.sessionId!);
      const before = ours.sessionId!;
      ours = rpcMerge(base, { sessionId: renewed ? String(++issued) : base.sessionId! }, ours);
      assert.ok(Number(ours.sessionId) >= Number(before), `${before} became ${ours.sessionId}`);
    });
    assert.equal(ours.sessionId, String(issued));
  }));
});

test("what is a cookie", () => {
  const nested = (depth: number): unknown => (depth ? { k: nested(depth - 1) } : 1);
  for (const bad of [null, undefined, 1, "x", [], { sessionId: 1 }, { k: "x".repeat(4096) }, { k: "é".repeat(2048) },
    Object.fromEntries(Array.from({ length: 51 }, (_, i) => ["k" + i, i])), nested(9)]) {
    assert.equal(rpcReadCookie(bad), undefined, JSON.stringify(bad)?.slice(0, 40));
  }
  for (const good of [{}, { sessionId: "x" }, { k: null }, { k: "é".repeat(2000) }, nested(8), Object.fromEntries(Array.from({ length: 50 }, (_, i) => ["k" + i, i]))]) {
    assert.deepEqual(rpcReadCookie(good), good);
  }
  assert.deepEqual(rpcReadCookie({ sessionId: null, k: 1 }), { k: 1 });
  fc.assert(fc.property(tricky, (value) => { rpcReadCookie(value); }));
});
