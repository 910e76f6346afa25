import { same, url } from "../../../internal/roundtrip/expect.ts";
import { BooksClient, Client } from "./generics.ts";
import type { TreeOfDuration } from "./generics.ts";

const c = new BooksClient(new Client(url));

const tree: TreeOfDuration = { value: 1, Left: { value: 2, others: [] }, others: [null, { value: 3, others: [] }] };
same(await c.tree(tree), tree);
same(await c.lists({ list: [[1], []] }), [[1], []]);
same(await c.table({ table: { a: [{ Low: 0.5, High: 1 }] } }), { a: [{ Low: 0.5, High: 1 }] });
same(await c.keyed({ Low: 1, High: 2, key: 3 }), { Low: 1, High: 2, key: 3 });
same(await c.ranges({ from: { Low: 1, High: 2 }, to: { Low: 0.5, High: 1 } }), { result1: { Low: 1, High: 2 }, result2: { Low: 0.5, High: 1 } });
console.log("done");
