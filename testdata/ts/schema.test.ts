import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { rpcConvert, rpcFromBase64, rpcToBase64 } from "./runtime.ts";
import type { Schema } from "./runtime.ts";

const read = (schema: Schema, value: unknown) => rpcConvert(schema, value, ".res", false);
const write = (schema: Schema, value: unknown) => rpcConvert(schema, value, ".req", true);

test("values come back as they were", () => {
  const tree: Schema = () => ({ fields: { name: "string", children: { list: tree } } });
  const cases: [Schema, unknown][] = [
    ["any", { a: [1, null, "x"] }], ["boolean", false], ["string", "…"], ["number", 1.5], ["int", -(2 ** 53 - 1)], ["uint", 0],
    ["date", new Date("2026-01-02T03:04:05.678Z")], ["bytes", new Uint8Array([0, 255, 7])],
    [{ list: "int" }, [1, 2]], [{ list: "int", length: 2 }, [1, 2]], [{ map: "date" }, { x: new Date(0) }],
    [{ fields: { constructor: { optional: "string" as const }, a: { nullable: "int" } } }, { a: null }],
    [tree, { name: "root", children: [{ name: "leaf", children: [] }] }],
  ];
  for (const [schema, value] of cases) {
    assert.deepEqual(read(schema, JSON.parse(JSON.stringify(write(schema, value)))), value);
  }
});

test("what null and absence mean", () => {
  const schema: Schema = { fields: { l: { list: "int" }, m: { map: "int" }, o: { optional: "int" }, n: { nullable: "int" } } };
  assert.deepEqual(read(schema, { l: null, m: null, o: null }), { l: [], m: {}, n: null });
  assert.equal(JSON.stringify(write({ fields: { o: { optional: "int" } } }, { o: undefined, more: 1 })), "{}");
});

test("what does not fit is refused with its path", () => {
  const loan: Schema = { fields: { loan: { fields: { due: "date" } } } };
  const refused: [Schema, unknown, string][] = [
    [loan, { loan: { due: "tomorrow" } }, "res.loan.due: date expected, got String"],
    [loan, { loan: [] }, "res.loan: object expected, got Array"],
    [loan, {}, "res.loan: object expected, got Undefined"],
    [loan, null, "res: object expected, got Null"],
    [{ list: { map: "int" } }, [{ a: 1 }, { b: "1" }], "res.1.b: int expected, got String"],
    [{ list: "int", length: 3 }, [1], "res: list of 3 expected, got Array"],
    [{ list: "int", length: 3 }, null, "res: list of 3 expected, got Null"],
    ["int", 2 ** 53, "res: int expected, got 9007199254740992"],
    ["int", 0.5, "res: int expected, got 0.5"],
    ["uint", -1, "res: uint expected, got -1"],
    ["number", "1", "res: number expected, got String"],
    ["string", 1, "res: string expected, got 1"],
    ["boolean", null, "res: boolean expected, got Null"],
    ["bytes", "abc", "res: bytes expected, got String"],
    ["date", 0, "res: date expected, got 0"],
    ["date", "2026-13-01T00:00:00Z", "res: date expected, got String"],
    [{ fields: { toString: "any" as const, constructor: "string" as const } }, {}, "res.constructor: string expected, got Undefined"],
  ];
  for (const [schema, value, message] of refused) {
    assert.throws(() => read(schema, value), { name: "RpcError", type: "ClientError", code: "INPUT_DATA_ERR", message });
  }
  for (const [schema, value] of [["date", new Date(NaN)], ["date", new Date(8.64e15)], ["int", 2n ** 60n], ["number", NaN], ["number", Infinity], ["bytes", [1]], [{ list: "int" }, null]] as [Schema, unknown][]) {
    assert.throws(() => write(schema, value), { name: "RpcError", code: "INPUT_DATA_ERR", message: /^req: / });
  }
});

test("dates of Go", () => {
  for (const text of ["2020-01-02T03:04:05.123456789Z", "2020-01-02T05:04:05.123+02:00"]) {
    assert.deepEqual(read("date", text), new Date("2020-01-02T03:04:05.123Z"));
  }
  assert.equal((read("date", "0001-01-01T00:00:00Z") as Date).getUTCFullYear(), 1);
  for (const text of ["", "2020-12-25 (T) Z", "2020-01-02T03:04:05", "2020-01-02T03:04Z", "2020-01-02t03:04:05Z", "20200-01-02T03:04:05Z", "2020-01-02T03:04:05.Z", "2020-13-02T03:04:05Z"]) {
    assert.throws(() => read("date", text), { code: "INPUT_DATA_ERR" }, text);
  }
  // Were it to look back again and again, this would take days.
  assert.throws(() => read("date", "0000-" + "T".repeat(4 << 20)), { code: "INPUT_DATA_ERR" });
});

test("__proto__ is no key", () => {
  const text = '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"b":1}}';
  for (const schema of ["any", { map: "any" }] as Schema[]) {
    const value = read(schema, JSON.parse(text));
    assert.equal(JSON.stringify(value), '{"a":{"b":1}}');
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test("base64 is that of everybody", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const text = Buffer.from(bytes).toString("base64");
    assert.equal(rpcToBase64(bytes), text);
    assert.deepEqual(rpcFromBase64(text), bytes);
  }));
  for (const text of ["a", "abc", "ab-_", "a===", "ab=c", "====", "ab c"]) {
    const read = rpcFromBase64(text);
    assert.ok(read === undefined, `${text}: ${read}`);
  }
});
