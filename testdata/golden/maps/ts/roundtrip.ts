import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./maps.ts";

const c = new EchoClient(new Client(url));

await echo<{ [key: string]: string }>((a) => c.strings(a), {}, { a: "b" }, { "": "", "ö 世界": "x", constructor: "y", "with-dash": "z" });
await echo((a) => c.langs(a), { de: { title: "t" } });
await echo((a) => c.ints(a), { "1": "a", "-2": "b" }, { 3: "c" });
await echo((a) => c.int64s(a), { "9223372036854775807": "a" }); // keys are text, so that there is no limit
await echo((a) => c.uint64s(a), { "18446744073709551615": true });
await echo((a) => c.days(a), { "2026-01": 1 });
await echo((a) => c.addrs(a), { "127.0.0.1": ["a"], "::1": [] });
await echo((a) => c.counter(a), { de: 1 });
await echo((a) => c.pointers(a), { a: { title: "t" }, b: null });
await echo((a) => c.list(a), [], [{}, { a: 1 }]);
const all = { counter: { a: 1 }, books: { 1: [{ title: "t" }], 2: [] }, nested: { a: { "2026-01": null } }, set: { x: {} } };
same(await c.all(all), all);
same(await c.all({ ...all, few: { a: 1 }, ptr: {} }), { ...all, few: { a: 1 }, ptr: {} });
console.log("done");
