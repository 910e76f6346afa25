import { same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./promoted.ts";

const c = new EchoClient(new Client(url));

// What is behind an embedded pointer is absent as a whole, or there.
same(await c.nested({ level: 1, last: "l" }), { level: 1, last: "l" });
const nested = { level: 1, before: [1, 2] as [number, number], deep: "9223372036854775807", after: { a: 1 }, last: "l" };
same(await c.nested(nested), nested);
same(await c.foreign({}), {});
same(await c.foreign({ by: "b", items: [{ note: "n" }] }), { by: "b", items: [{ note: "n" }] });
same(await c.renamed({ title: "t" }), { title: "t" });
same(await c.renamed({ title: "t", ok: true }), { title: "t", ok: true });
same(await c.ring({ value: 1 }), { value: 1 });
same(await c.odd({ odd: 1, even: 2, list: [null, { odd: 3 }] }), { odd: 1, even: 2, list: [null, { odd: 3 }] });
same(await c.through({ held: 1, own: 2 }), { held: 1, own: 2 });
console.log("done");
