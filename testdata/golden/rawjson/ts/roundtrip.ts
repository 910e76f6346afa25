import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./rawjson.ts";

const c = new EchoClient(new Client(url));

const values = [1, "a", true, null, [], {}, { a: [1, null, { b: "c" }] }];
await echo((a) => c.raw(a), ...values);
await echo((a) => c.any(a), ...values);
await echo((a) => c.anys(a), [], values);
await echo((a) => c.object(a), {}, { a: null, b: values });
await echo((a) => c.number(a), 0, 1.5, -3);
const event = { raw: { a: 1 }, ptr: [1], any: "x", number: 1, raws: [null, 1], objects: { a: null }, byName: { a: {} }, empty: 1 };
same(await c.event(event), event);
// Absent is null for an any, and stays absent for a RawMessage.
same(await c.event({ number: 0, raws: [], objects: {}, byName: {} }), { any: null, number: 0, raws: [], objects: {}, byName: {} });
same(await c.many({ raw: null, value: null }), { result1: null, result2: null });
console.log("done");
