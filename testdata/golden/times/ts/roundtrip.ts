import { echo, refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./times.ts";

const c = new EchoClient(new Client(url));
const at = new Date("2026-01-02T03:04:05.678Z");

await echo((a) => c.time(a), at, new Date(0), new Date("1969-12-31T23:59:59.999Z"), new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z"));
await echo((a) => c.pointer(a), at);
same(await c.pointer({}), null);
await echo((a) => c.duration(a), 0, 1_500_000_000, -1);
await refused(() => c.time({ v: new Date(NaN) }), /^req\.v: date expected/);
await refused(() => c.time({ v: "2026-01-02T03:04:05Z" as unknown as Date }), /^req\.v: date expected/);
same(await c.between({ from: new Date(0), to: new Date(2) }), 2_000_000);

const event = { at, takes: 5, wait: 6, all: [at, at], by: { a: 1 }, keys: { "60": at } };
same(await c.event(event), event);
const full = { ...event, until: at, maybe: at };
same(await c.event(full), full);
console.log("done");
