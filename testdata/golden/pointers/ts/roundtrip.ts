import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./pointers.ts";
import type { Book } from "./pointers.ts";

const c = new EchoClient(new Client(url));

await echo((a) => c.int(a), 0, 1);
same(await c.int({}), null);
same(await c.int(), null);
await echo((a) => c.slices(a), [], ["a", null, ""]);
await echo((a) => c.double(a), 5);
await echo((a) => c.map(a), {}, { a: 1 });
same(await c.book({ title: "t" }), { title: "t" });
same(await c.book({ title: "" }), { title: "" });
same(await c.draft({ v: { title: "t", next: { pages: 1 } } }), { title: "t", next: { pages: 1 } });
same(await c.draft({ v: {} }), {});
same(await c.draft({}), null);
same(await c.doubleBook({ v: { title: "t" } }), { title: "t" });
same(await c.doubleBook({}), null);
const shelf = { int: 0, text: "", book: { title: "t" }, draft: {}, double: 2, triple: { title: "x" }, list: [], map: { a: null }, books: [null], any: [null] };
same(await c.shelf(shelf), shelf);
same(await c.shelf({ books: [] }), { books: [] });
same(await c.two({ a: { title: "t" } }), { result1: { title: "t" } });

// An empty request is a nil for the server, which returns it.
const nil = new EchoClient(new Client(url, { flows: { preSend: [(data) => ({ ...data, text: "{}" })] } }));
const none: Book | null = await nil.book({ title: "t" });
same(none, null);
same(await nil.shelf(shelf), null);
console.log("done");
