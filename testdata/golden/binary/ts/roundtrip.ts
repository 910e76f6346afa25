import { echo, refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./binary.ts";

const c = new EchoClient(new Client(url));
const bytes = (...list: number[]) => new Uint8Array(list);

await echo((a) => c.bytes(a), bytes(), bytes(0), bytes(0, 1), bytes(0, 1, 255), new Uint8Array(100_000).map((_, i) => i * 7));
await echo((a) => c.blob(a), bytes(1, 2));
await echo((a) => c.bits(a), bytes(1, 0));
await echo((a) => c.pointer(a), bytes(), bytes(3));
same(await c.pointer({}), null);
const file = { name: "a", data: bytes(1), sum: bytes(2), bits: bytes(), ptr: bytes(4), map: { a: bytes(5), b: bytes() } };
same(await c.file(file), file);
same(await c.file({ name: "", data: bytes(), bits: bytes(), map: {} }), { name: "", data: bytes(), bits: bytes(), map: {} });
await refused(() => c.bytes({ v: [1] as unknown as Uint8Array }), /^req\.v: bytes expected/);
console.log("done");
