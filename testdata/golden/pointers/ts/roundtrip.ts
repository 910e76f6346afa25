import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./pointers.ts";

const c = new EchoClient(new Client(url));

await echo((a) => c.int(a), 0, 1);
same(await c.int({}), undefined);
same(await c.int(), undefined);
await echo((a) => c.slices(a), [], ["a", null, ""]);
await echo((a) => c.double(a), 5);
await echo((a) => c.map(a), {}, { a: 1 });
same(await c.book({ title: "t" }), { title: "t" });
same(await c.draft({ v: { title: "t", next: { pages: 1 } } }), { title: "t", next: { pages: 1 } });
same(await c.draft({}), undefined);
const shelf = { int: 0, text: "", book: { title: "t" }, draft: {}, double: 2, triple: { title: "x" }, list: [], map: { a: null }, books: [null], any: [null] };
same(await c.shelf(shelf), shelf);
same(await c.shelf({ books: [] }), { books: [] });
same(await c.two({ a: { title: "t" } }), { result1: { title: "t" } });
console.log("done");
