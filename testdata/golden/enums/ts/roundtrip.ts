import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient, Level, Month, Weight } from "./enums.ts";
import type { Door, State } from "./enums.ts";

const c = new EchoClient(new Client(url));

await echo<State>((a) => c.state(a), "open", "closed", "");
await echo((a) => c.level(a), Level.Low, Level.High, Level.Top);
await echo((a) => c.flag(a), 0, 1, 3, 255);
await echo((a) => c.weight(a), Weight.Light, Weight.Heavy);
await echo((a) => c.on(a), true, false);
await echo((a) => c.month(a), Month.May);
same(Level.Top, 99);
// Go may have other values, which are no reason to fail.
same(await c.state({ v: "other" as State }), "other");
await echo<State[]>((a) => c.states(a), [], ["open"]);
const door: Door = { state: "open", level: Level.High, flags: new Uint8Array([1, 2]), color: "red", colors: { red: 0 } };
same(await c.door(door), door);
same(await c.door({ ...door, next: "closed" }), { ...door, next: "closed" });
console.log("done");
