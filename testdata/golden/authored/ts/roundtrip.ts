import { deepEqual, equal } from "node:assert/strict";
import { refused, url } from "../../../internal/roundtrip/expect.ts";
import { Client, CookiesClient } from "./authored.ts";

const client = new Client(url);
const c = new CookiesClient(client);

// The cookie goes round by itself, and can be read.
const first = await c.set({ value: "a" });
equal(first.old, "none");
deepEqual(first.__cookie, { value: "a" });
deepEqual(await client.cookie(), { value: "a" });
equal((await c.setValue({ value: "b" })).old, "a");
equal((await c.trace({ value: "c", trace: "t" })).value, "ct");
equal(await c.request({ value: "" }), "c");
deepEqual(await c.typed({ value: { value: "v" } }), { value: "v" });
equal(await c.requestOnly({ value: "" }).then((v: unknown) => typeof v), "object");
equal((await c.clear({ value: "" })).old, "c");
deepEqual(await client.cookie(), {});
equal((await c.responseOnly()).old, "none");
await refused(() => c.fail({ value: "" }), /^no$/, "ApiError");
console.log("done");
