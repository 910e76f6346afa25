import { same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./embedding.ts";

const c = new EchoClient(new Client(url));

const base = { id: 1, name: "n" };
same(await c.shadow({ id: 1, name: 2 }), { id: 1, name: 2 });
same(await c.tagged({ base, name: "t" }), { base, name: "t" });
same(await c.tagged({ base, extra: { color: "red", depth: 2 }, name: "t" }), { base, extra: { color: "red", depth: 2 }, name: "t" });
same(await c.unexported({ low: 1, high: 2 }), { low: 1, high: 2 });
console.log("done");
