import { refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./tags.ts";
import type { Form } from "./tags.ts";

const c = new EchoClient(new Client(url));

const least: Form = {
  Untagged: 1, a_name: "n", quoted: "-9223372036854775808", quotedF: "1.5", quotedS: '"q"', notQuoted: [1], "-": "dash",
  "größe/$%-_.:;<=>?@[]^{|}~ x": "odd", Bad: "bad", Other: "other", unknown: true,
};
same(await c.form(least), least);
const full: Form = {
  ...least, empty: "e", emptyList: [1], emptyMap: { a: 1 }, emptyPtr: 0, zero: new Date(5), zeroOwn: { On: true }, zeroList: [],
  both: ["b"], quotedB: "true", quotedP: "7", Default: "d",
};
same(await c.form(full), full);
// What is empty is left out on the way back.
same(await c.form({ ...least, empty: "", emptyList: [], emptyMap: {}, zeroOwn: { On: false }, both: [], Default: "" }), least);
same(await c.forms({ v: [least, full], n: 2 }), { result1: [least, full], result2: 2 });
same(await c.cases({ name: "a", NAME: "b", NaMe: "c" }), { name: "a", NAME: "b", NaMe: "c" });
same(await c.clash({ B: 1, rest: 2 }), { B: 1, rest: 2 });
// What a struct does not have does not travel.
same(await c.clash({ B: 1, rest: 2, A: 3 } as { B: number; rest: number }), { B: 1, rest: 2 });
await refused(() => c.clash({ B: 1 } as { B: number; rest: number }), /^req\.rest: int expected, got/);
console.log("done");
