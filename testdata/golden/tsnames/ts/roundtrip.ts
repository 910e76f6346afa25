import { equal } from "node:assert/strict";
import { same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, ClientClient, SetClient, TsnamesJar, TwinClient } from "./tsnames.ts";
import type { Fields, TsnamesMap } from "./tsnames.ts";

const client = new Client(url);
const c = new ClientClient(client);
const twin = new TwinClient(client);

equal(await c.constructor2({ constructor: "a" }), "a");
equal(await c.client({ client: 1 }), 1);
equal(await twin.client({ client: 1 }), 2); // another service's
equal(await twin.old({ client: 1 }), 1);
equal(await new SetClient(client).timeout({ ms: 5 }), 5);
equal((await (async () => c)()).constructor2, c.constructor2); // a client can be awaited
same(await c.delete({ class: "a", function: "b", options: "c", args: "d", this: "e" }), { await: "abc", yield: "de" });
same(await c.call({ options: { constructor: 1, toString: 2 } }), { constructor: 1, toString: 2 });
const fields: Fields = {
  constructor: "c", toString: 1, hasOwnProperty: true, prototype: "p", "with-dash": "d", "with space": "s", $dollar: "$", "1st": "1",
  größe: "ö", class: "c", default: "d", then: "t", cookie: "c", length: 3, "a.b/c:d": "e",
} as Fields;
same(await c.fields(fields), fields);
same(await c.twin({ here: fields, there: { other: true } }), { result1: fields, result2: { other: true } });
const date = { day: 1, when: new Date(2) };
const map: TsnamesMap = { a: { b: {} } };
same(await c.types({ date, m: map, promise: { kept: true }, record: new Uint8Array([1]), e: "oops" }), {
  result1: date, result2: map, result3: { kept: true }, result4: new Uint8Array([1]), result5: "oops",
});
const method = { jar: TsnamesJar.Prototype, schema: { fields: { a: null } } };
same(
  await c.runtime({ bytes: new Uint8Array(), schema: { fields: { m: method } }, method, jar: TsnamesJar.constructor, options: { Timeout: 1 }, failure: { Message: "m" } }),
  { result1: new Uint8Array(), result2: { fields: { m: method } }, result3: method, result4: 1, result5: { Timeout: 1 }, result6: { Message: "m" } },
);
same(await c.generic({ s: { of: "s" }, d: { of: date }, v: { never: 1 } }), { result1: { of: "s" }, result2: { of: date }, result3: { never: 1 } });
console.log("done");
