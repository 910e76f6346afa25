import { same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./recursive.ts";
import type { Tree } from "./recursive.ts";

const c = new EchoClient(new Client(url));

const leaf: Tree = { name: "leaf", children: [], byName: {} };
const tree: Tree = { name: "root", children: [leaf, { ...leaf, children: [leaf] }], byName: { a: leaf }, parent: leaf };
same(await c.tree(tree), tree);
same(await c.forest({ trees: [tree, null] }), [tree, null]);
const company = { name: "c", staff: [null, { name: "q" }], roles: { boss: { name: "p", work: { name: "d", staff: [], roles: {} } } } };
same(await c.person({ name: "p", work: company }), { name: "p", work: company });
same(await c.both({ person: { name: "p" }, company }), { result1: { name: "p" }, result2: company });
same(await c.nest({ nest: [[], [[]]] }), [[], [[]]]);
same(await c.dirs({ dirs: { a: { b: {} } } }), { a: { b: {} } });
same(await c.link({ value: 1 }), { value: 1 });
const link = { value: 1, next: { value: 2 }, row: [[], [[]]] as [[], [[]]] };
same(await c.link(link), link);
console.log("done");
