import assert from "node:assert/strict";
import test from "node:test";
import { createJar } from "./runtime.ts";
import type { JarOptions, RpcStore } from "./runtime.ts";

const origin = "https://example.com:443";
const stored = "rpcgen:" + origin;

/** A store that can be looked into. */
function plainStore(): RpcStore & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return { texts, get: (key) => texts.get(key), set: (key, value) => texts.set(key, value), remove: (key) => texts.delete(key) };
}

/** A store that answers later, as React Native's. */
function slowStore(): RpcStore & { texts: Map<string, string> } {
  const { texts } = plainStore();
  const later = async <T>(work: () => T) => { for (let i = 0; i < 5; i++) await null; return work(); };
  return { texts, get: (key) => later(() => texts.get(key) ?? null), set: (key, value) => later(() => void texts.set(key, value)), remove: (key) => later(() => void texts.delete(key)) };
}

/** Puts a property on globalThis for the time of a test. */
function global(t: test.TestContext, name: string, value: unknown) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  t.after(() => before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name));
}

test("a jar keeps one cookie an origin", async () => {
  for (const store of [plainStore(), slowStore(), "memory" as const]) {
    const jar = createJar(store);
    assert.equal(await jar.load(origin), undefined);
    await jar.merge(origin, undefined, { sessionId: "a" });
    assert.deepEqual(await jar.load(origin), { sessionId: "a" });
    assert.equal(await jar.load("https://other.example:443"), undefined);
    await jar.merge(origin, { sessionId: "a" }, {});
    assert.deepEqual(await jar.load(origin), {}); // cleared is not absent
  }
});

test("100 merges at once through two jars on one store lose nothing", async (t) => {
  for (const locks of [false, true]) {
    let held = 0;
    global(t, "navigator", locks ? { locks: { request: fakeLocks(() => held++) } } : undefined);
    for (const store of [plainStore(), slowStore()]) {
      const jars = [createJar(store), createJar(store)];
      await Promise.all(Array.from({ length: 40 }, (_, i) => jars[i % 2]!.merge(origin, undefined, { ["k" + i]: i })));
      assert.equal(Object.keys((await jars[0]!.load(origin))!).length, 40);
    }
    assert.equal(held, locks ? 80 : 0);
  }
});

/** navigator.locks of one page. */
function fakeLocks(count: () => void) {
  let last: Promise<unknown> = Promise.resolve();
  return (_name: string, work: () => Promise<unknown>) => (last = last.then(() => (count(), work())));
}

test("locks that may not be used are done without", async (t) => {
  global(t, "navigator", { locks: { request: async () => { throw new Error("SecurityError"); } } });
  const jar = createJar(plainStore());
  await jar.merge(origin, undefined, { k: 1 });
  assert.deepEqual(await jar.load(origin), { k: 1 });
});

test("another tab writes between load and merge", async () => {
  const store = plainStore();
  const jar = createJar(store);
  await jar.merge(origin, undefined, { sessionId: "a" });
  const sent = await jar.load(origin);
  await createJar(store).merge(origin, sent, { sessionId: "b", theirs: 1 });
  await jar.merge(origin, sent, { sessionId: "a", ours: 1 });
  assert.deepEqual(await jar.load(origin), { ours: 1, sessionId: "b", theirs: 1 });
});

test("broken and foreign values count as nothing", async () => {
  for (const text of ["", "{", "null", "1", "[]", "{}", '{"cookie":1}', '{"cookie":{"sessionId":7}}', '{"cookie":{},"keys":7,"expires":1}', `{"cookie":{"k":"${"x".repeat(5000)}"}}`, '{"sessionId":"foreign"}']) {
    const store = plainStore();
    store.texts.set(stored, text);
    const jar = createJar(store);
    assert.equal(await jar.load(origin), undefined, text.slice(0, 40));
    await jar.merge(origin, undefined, { sessionId: "a" });
    assert.deepEqual(await jar.load(origin), { sessionId: "a" });
  }
  const store = plainStore();
  store.texts.set(stored, '{"cookie":{"__proto__":{"polluted":1},"k":{"constructor":{"prototype":{"polluted":1}}}}}');
  assert.deepEqual(await createJar(store).load(origin), { k: {} });
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test("a store that fails is made up for by memory", async () => {
  let broken = true;
  const store = plainStore();
  const fail = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => { if (broken) throw new Error("QuotaExceededError"); return work(...args); };
  const reject = <A extends unknown[], R>(work: (...args: A) => R) => async (...args: A): Promise<R> => { if (broken) throw new Error("full"); return work(...args); };
  for (const wrap of [fail, reject] as (typeof fail)[]) {
    broken = true;
    const jar = createJar({ get: wrap(store.get) as RpcStore["get"], set: wrap(store.set), remove: store.remove! });
    await jar.merge(origin, undefined, { sessionId: "a" });
    assert.deepEqual(await jar.load(origin), { sessionId: "a" });
    broken = false;
    assert.deepEqual(await jar.load(origin), { sessionId: "a" });
    await jar.merge(origin, { sessionId: "a" }, { sessionId: "b" });
    assert.match(store.texts.get(stored)!, /"b"/);
    store.texts.clear();
    assert.equal(await jar.load(origin), undefined);
  }
});

test("what is over the limits together makes way for what the server has sent last", async () => {
  const jar = createJar("memory");
  await jar.merge(origin, undefined, { a: "x".repeat(3000), sessionId: "1" });
  await jar.merge(origin, { sessionId: "1" }, { b: "x".repeat(3000), sessionId: "2" });
  const cookie = (await jar.load(origin))!;
  assert.deepEqual(Object.keys(cookie), ["b", "sessionId"]);
  assert.equal(cookie.sessionId, "2");
});

test("what a store did not take makes way for what another tab has stored since", async () => {
  for (const nothing of [undefined, null, ""]) {
    const store = plainStore();
    let broken = true;
    const full = (key: string, value: string) => { if (broken) throw new Error("QuotaExceededError"); return store.set(key, value); };
    const mine = createJar({ get: (key) => store.get(key) ?? nothing, set: full, remove: store.remove! });
    const theirs = createJar(store);
    await mine.merge(origin, undefined, { sessionId: "a", mine: 1 });
    assert.deepEqual(await mine.load(origin), { mine: 1, sessionId: "a" });
    broken = false;
    await theirs.merge(origin, undefined, { sessionId: "b", theirs: 1 });
    await mine.merge(origin, { sessionId: "a", mine: 1 }, { sessionId: "a", mine: 2 });
    assert.deepEqual(await theirs.load(origin), { mine: 2, sessionId: "b", theirs: 1 });
    assert.deepEqual(await mine.load(origin), await theirs.load(origin));
  }
});

test("a store that never answers keeps nobody waiting for ever", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const locks of [false, true]) {
    global(t, "navigator", locks ? { locks: { request: fakeLocks(() => {}) } } : undefined);
    const stuck = createJar({ get: () => undefined, set: () => new Promise(() => {}) });
    const store = plainStore();
    const first = stuck.merge(origin, undefined, { k: 1 });
    const second = createJar(store).merge(origin, undefined, { k: 2 });
    for (let i = 0; i < 20; i++) await null;
    assert.equal(store.texts.size, 0);
    t.mock.timers.tick(5000);
    await Promise.all([first, second]);
    assert.equal(store.texts.size, 1);
  }
});

test("lifetimes", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const at = (ms: number) => t.mock.timers.setTime(1_000_000 + ms);
  const make = (options: JarOptions) => (at(0), createJar(plainStore(), options));

  let jar = make({ lifetime: 1000 });
  await jar.merge(origin, undefined, { sessionId: "a" });
  at(900);
  await jar.merge(origin, { sessionId: "a" }, { sessionId: "a" }); // an echo counts as use
  at(1899);
  assert.deepEqual(await jar.load(origin), { sessionId: "a" });
  at(1900);
  assert.equal(await jar.load(origin), undefined);

  jar = make({ keyLifetimes: { sessionId: 1000, b: 500 } });
  await jar.merge(origin, undefined, { sessionId: "a", b: 1, c: 1 });
  at(400);
  await jar.merge(origin, { sessionId: "a", b: 1, c: 1 }, { sessionId: "a", b: 1, c: 2 }); // b is as it was
  at(500);
  assert.deepEqual(await jar.load(origin), { c: 2, sessionId: "a" });
  await jar.merge(origin, { c: 2, sessionId: "a" }, { c: 2, sessionId: "b" });
  at(1499);
  assert.deepEqual(await jar.load(origin), { c: 2, sessionId: "b" });
  at(1500);
  assert.deepEqual(await jar.load(origin), { c: 2 });

  jar = make({ keyLifetimes: { sessionId: 10 } });
  await jar.merge(origin, undefined, { sessionId: "a" });
  at(10);
  assert.equal(await jar.load(origin), undefined); // nothing is left, which is not cleared
});

test("an echo writes nothing, unless there is a lifetime", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 0 });
  for (const [options, writes] of [[{}, 1], [{ lifetime: 1000 }, 101]] as const) {
    const store = plainStore();
    const set = t.mock.method(store, "set");
    const jar = createJar(store, options);
    await jar.merge(origin, undefined, { k: 1 });
    for (let i = 0; i < 100; i++) {
      t.mock.timers.tick(10);
      await jar.merge(origin, { k: 1 }, { k: 1 });
    }
    assert.equal(set.mock.callCount(), writes);
  }
});

test("the default is localStorage in a page, memory elsewhere", async (t) => {
  const { texts } = plainStore();
  const storage = { getItem: (key: string) => texts.get(key) ?? null, setItem: (key: string, value: string) => void texts.set(key, value), removeItem: (key: string) => void texts.delete(key) };
  await createJar().merge(origin, undefined, { k: 1 });
  assert.equal(texts.size, 0);
  global(t, "document", {});
  global(t, "localStorage", storage);
  await createJar().merge(origin, undefined, { k: 1 });
  assert.equal(texts.get(stored), '{"cookie":{"k":1}}');
  global(t, "sessionStorage", storage);
  await createJar("sessionStorage").merge(origin, undefined, { k: 2 });
  assert.match(texts.get(stored)!, /2/);
  Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("SecurityError"); }, configurable: true });
  const jar = createJar(); // storage is switched off
  await jar.merge(origin, undefined, { k: 3 });
  assert.deepEqual(await jar.load(origin), { k: 3 });
});
