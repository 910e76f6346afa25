import { echo, refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./numbers.ts";

const c = new EchoClient(new Client(url));
const big = 2 ** 53 - 1;

await echo((a) => c.bool(a), true, false);
for (const method of [c.int, c.int64, c.uint, c.uint64, c.uintptr]) await echo((a: { v: number }) => method.call(c, a), 0, 1, big);
for (const method of [c.int, c.int64]) await echo((a: { v: number }) => method.call(c, a), -1, -big);
await echo((a) => c.int8(a), -128, 127);
await echo((a) => c.uint32(a), 0, 2 ** 32 - 1);
await echo((a) => c.float64(a), 0, 0.1, -1.5e300, 5e-324);
await echo((a) => c.float32(a), 0.5);
await echo((a) => c.string(a), "", "ö世界🙂", 'a"b\\c\n\u0000\u2028<&>', "x".repeat(100_000));

// Beyond 2^53 numbers would become others: they are refused before they are sent.
for (const v of [2 ** 53, -(2 ** 53), 1.5, NaN, Infinity]) {
  await refused(() => c.int64({ v }), /^req\.v: int expected/);
}
await refused(() => c.uint64({ v: -1 }), /^req\.v: uint expected/);
await refused(() => c.float64({ v: NaN }), /^req\.v: number expected/);
await refused(() => c.int8({ v: 128 }), /not a valid/, "ServerError"); // the server knows the size

const all = {
  Bool: true, Int: -1, Int8: -8, Int16: -16, Int32: -32, Int64: -big, Uint: 1, Uint8: 8, Uint16: 16, Uint32: 32, Uint64: big,
  Uintptr: 5, Float32: 0.25, Float64: 1e-9, String: "s", Rune: 0x1f642, Byte: 255,
};
same(await c.all(all), all);

// What comes back is looked at, too: a server may send more.
for (const v of ["9007199254740992", "-9007199254740993", "1e400", "1.5"]) {
  const fetch = async () => new Response(`{"isSucc":true,"res":{"result":${v}}}`);
  await refused(() => new EchoClient(new Client(url, { fetch })).int64({ v: 1 }), /^res\.result: int expected/);
}
console.log("done");
