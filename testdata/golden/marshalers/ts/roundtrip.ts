import { echo, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, EchoClient } from "./marshalers.ts";

const c = new EchoClient(new Client(url));

await echo((a) => c.money(a), "150");
await echo((a) => c.range(a), [1, 2]);
same(await c.rangePtr({}), null);
await echo((a) => c.version(a), "1.2");
await echo((a) => c.path(a), "a/b");
await echo((a) => c.paths(a), ["a/b", null]);
await echo((a) => c.level(a), "iii");
await echo((a) => c.names(a), "a,b");
await echo((a) => c.big(a), 12345);
await echo((a) => c.prefix(a), "10.0.0.0/8");
await echo((a) => c.ip(a), "127.0.0.1");
const all = {
  money: "1", range: [1, 2], version: "1.2", path: "a", level: "i", names: "a", big: 1, ptr: "2", text: "3.4", list: [[1, 2]],
  map: { ii: "1.0" }, paths: { a: "b/c" },
};
same(await c.all(all), all);
console.log("done");
