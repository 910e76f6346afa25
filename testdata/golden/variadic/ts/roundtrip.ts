import { same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, ListsClient } from "./variadic.ts";

const c = new ListsClient(new Client(url));

same(await c.strings(), []);
same(await c.strings({ values: ["a", "b"] }), ["a", "b"]);
same(await c.points({ name: "n", points: [{ X: 1, Y: 2 }] }), { result1: "n", result2: [{ X: 1, Y: 2 }] });
same(await c.points({ name: "n" }), { result1: "n", result2: [] });
same(await c.pointers({ points: [null, { X: 0, Y: 0.5 }] }), [null, { X: 0, Y: 0.5 }]);
same(await c.bytes({ text: new Uint8Array([1]) }), new Uint8Array([1]));
same(await c.rows({ rows: [[], [1]] }), [[], [1]]);
same(await c.anything({ args: [1, null, "a"] }), [1, null, "a"]);
same(await c.noContext({ values: [1] }), [1]);
console.log("done");
