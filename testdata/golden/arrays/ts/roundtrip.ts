import { echo, refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./arrays.ts";
import type { All } from "./arrays.ts";

const c = new EchoClient(new Client(url));
type V<M extends Exclude<keyof EchoClient, "client">> = Parameters<EchoClient[M]>[0] extends { v: infer V } ? V : never;
const cell = { mark: "x" };

await echo<V<"ints">>((a) => c.ints(a), [1, 2, 3]);
await refused(() => c.ints({ v: [1, 2] as unknown as [number, number, number] }), /^req\.v: list of 3 expected/);
await echo<V<"board">>((a) => c.board(a), [[cell, cell], [cell, { mark: "" }]]);
await echo<V<"key">>((a) => c.key(a), [1, 2, 3, 255]);
await echo<V<"raw">>((a) => c.raw(a), [0, 0, 0, 0]);
await echo<V<"keys">>((a) => c.keys(a), [], [[1, 2, 3, 4]]);
await echo<V<"rows">>((a) => c.rows(a), [], [[]], [[cell], []]);
await echo<V<"matrix">>((a) => c.matrix(a), [[], [0.5]]);
await echo<V<"blobs">>((a) => c.blobs(a), [new Uint8Array(), new Uint8Array([1])]);
await echo<V<"arrayOfSlices">>((a) => c.arrayOfSlices(a), [[], ["a"]]);
await echo<V<"sliceOfArrays">>((a) => c.sliceOfArrays(a), [["a", "b"]]);
await echo<V<"pointers">>((a) => c.pointers(a), [null, [1, 2]]);
await echo<V<"int8s">>((a) => c.int8s(a), [-128, 127]);
const all: All = { board: [[cell, cell], [cell, cell]], key: [1, 2, 3, 4], rows: [], parts: [[[1]], []], ptrs: [null, cell], maps: [{ a: 1 }], zero: [] };
same(await c.all(all), all);
same(await c.all({ ...all, maybe: [1, 2] }), { ...all, maybe: [1, 2] });
console.log("done");
