import { deepStrictEqual } from "node:assert/strict";
import { refused, same, url } from "../../../internal/roundtrip/expect.ts";
import { Client, RpcError, ShopClient } from "./rules.ts";
import type { CallOptions, RpcFetch } from "./rules.ts";

// Requests, and what they are refused with, if they are. The tests in Go read these lines too.
const values: [string, { [field: string]: unknown }, string][] = [
  ["Order", {"isbn":"978-3-1","count":1,"items":[]}, ""],
  ["Order", {"isbn":"978-3-1","count":100,"items":[{"title":"12345","price":{"cents":0,"currency":"EUR"},"code":"12"}]}, ""],
  ["Order", {"isbn":"978","count":1,"items":[]}, "Property `isbn`: Must match ^\\d{3}(-\\d+){1,4}$"],
  ["Order", {"isbn":"x978-3-1","count":0,"items":[]}, "Property `isbn`: Must match ^\\d{3}(-\\d+){1,4}$"],
  ["Order", {"isbn":"978-3-1\n","count":1,"items":[]}, "Property `isbn`: Must match ^\\d{3}(-\\d+){1,4}$"],
  ["Order", {"isbn":"978-3-1","count":0,"items":[]}, "Property `count`: Must be at least 1."],
  ["Order", {"isbn":"978-3-1","count":101,"items":[]}, "Property `count`: Must be at most 100."],
  ["Order", {"isbn":"978-3-1","count":1,"items":[{"title":"a","price":{"cents":0,"currency":"EUR"}},{"title":"","price":{"cents":0,"currency":"EUR"}}]}, "Property `items.1.title`: Must have at least 1 character."],
  ["Order", {"isbn":"978-3-1","count":1,"items":[{"title":"123456","price":{"cents":0,"currency":"EUR"}}]}, "Property `items.0.title`: Must have at most 5 characters."],
  ["Order", {"isbn":"978-3-1","count":1,"items":[{"title":"€€€€😀","price":{"cents":0,"currency":"EUR"}}]}, ""],
  ["Order", {"isbn":"978-3-1","count":1,"items":[{"title":"a","price":{"cents":-1,"currency":"EUR"}}]}, "Property `items.0.price.cents`: Must be at least 0."],
  ["Order", {"isbn":"978-3-1","count":1,"items":[{"title":"a","price":{"cents":1,"currency":"eur"}}]}, "Property `items.0.price.currency`: Must match ^[A-Z]{3}$"],
  ["Again", {"isbn":"978-3-1","count":0,"items":[]}, "Property `count`: Must be at least 1."],
  ["Kinds", {}, ""],
  ["Kinds", {"int":-6}, "Property `int`: Must be at least -5."],
  ["Kinds", {"int":6}, "Property `int`: Must be at most 5."],
  ["Kinds", {"uint":0}, "Property `uint`: Must be at least 1."],
  ["Kinds", {"float":-0.51}, "Property `float`: Must be at least -0.5."],
  ["Kinds", {"float":1000.5}, "Property `float`: Must be at most 1000."],
  ["Kinds", {"float32":2.75}, "Property `float32`: Must be at most 2.5."],
  ["Kinds", {"text":""}, "Property `text`: Must have at least 1 character."],
  ["Kinds", {"text":"😀😀😀"}, ""],
  ["Kinds", {"text":"😀😀😀😀"}, "Property `text`: Must have at most 3 characters."],
  ["Kinds", {"name":"Élodie O'Neil-Łuk"}, ""],
  ["Kinds", {"name":"4ever"}, "Property `name`: Must match ^\\p{L}[\\p{L} .'-]*$"],
  ["Kinds", {"state":"ajar"}, "Property `state`: Must be one of: open, closed."],
  ["Kinds", {"level":4}, "Property `level`: Must be one of: 1, 2, 3."],
  ["Kinds", {"data":"AA=="}, "Property `data`: Must have at least 2 bytes."],
  ["Kinds", {"data":"AAECAwQ="}, "Property `data`: Must have at most 4 bytes."],
  ["Kinds", {"list":["a","b"]}, "Property `list`: Must have at most 1 element."],
  ["Kinds", {"map":{"a":1,"b":2}}, "Property `map`: Must have at most 1 entry."],
  ["Kinds", {"wait":1001}, "Property `wait`: Must be at most 1000."],
  ["Kinds", {"alias":[1,2]}, "Property `alias`: Must have at most 1 element."],
  ["Kinds", {"dot":"\u2028"}, ""],
  ["Kinds", {"dot":"\n"}, "Property `dot`: Must match ^.?$"],
  ["Kinds", {"int":6,"dot":"\n"}, "Property `int`: Must be at most 5."],
  ["Maybe", {"required":"","double":null,"pointer":null}, ""],
  ["Maybe", {"required":"12"}, "Property `required`: Must have at most 1 character."],
  ["Maybe", {"required":"","pointer":0}, "Property `pointer`: Must be at least 1."],
  ["Maybe", {"required":"","double":"x"}, "Property `double`: Must have at least 2 characters."],
  ["Maybe", {"required":"","empty":"","zero":0,"list":[],"code":""}, ""],
  ["Maybe", {"required":"","empty":"x"}, "Property `empty`: Must have at least 2 characters."],
  ["Maybe", {"required":"","zero":1}, "Property `zero`: Must be at least 2."],
  ["Maybe", {"required":"","list":[1]}, "Property `list`: Must have at least 2 elements."],
  ["Maybe", {"required":"","zeroList":[]}, "Property `zeroList`: Must have at least 2 elements."],
  ["Maybe", {"required":"","items":[{"title":"","price":{"cents":0,"currency":"EUR"}}]}, "Property `items.0.title`: Must have at least 1 character."],
  ["Maybe", {"required":"","item":{"title":"","price":{"cents":0,"currency":"EUR"}}}, "Property `item.title`: Must have at least 1 character."],
  ["Maybe", {"required":"","whole":{"title":"","price":{"cents":0,"currency":""}}}, ""],
  ["Deep", {"owner":"o"}, ""],
  ["Deep", {"owner":""}, "Property `owner`: Must have at least 1 character."],
  ["Deep", {"owner":"o","note":"1234"}, "Property `note`: Must have at most 3 characters."],
  ["Deep", {"owner":"o","byName":{"b":{"title":"","price":{"cents":0,"currency":"EUR"}},"a":{"title":"","price":{"cents":0,"currency":"EUR"}}}}, "Property `byName.a.title`: Must have at least 1 character."],
  ["Deep", {"owner":"o","byID":{"7":[{"title":"","price":{"cents":0,"currency":"EUR"}}]}}, "Property `byID.7.0.title`: Must have at least 1 character."],
  ["Deep", {"owner":"o","grid":[[],[{"cents":-1,"currency":"EUR"}]]}, "Property `grid.1.0.cents`: Must be at least 0."],
  ["Deep", {"owner":"o","pointer":[null,{"title":"","price":{"cents":0,"currency":"EUR"}}]}, "Property `pointer.1.title`: Must have at least 1 character."],
  ["Deep", {"owner":"o","page":{"size":11,"items":[]}}, "Property `page.size`: Must be at most 10."],
  ["Deep", {"owner":"o","page":{"size":1,"items":[{"title":"","price":{"cents":0,"currency":"EUR"}}]}}, "Property `page.items.0.title`: Must have at least 1 character."],
  ["Deep", {"owner":"o","pages":[{"size":1,"items":[{"cents":0,"currency":"E"}]}]}, "Property `pages.0.items.0.currency`: Must match ^[A-Z]{3}$"],
  ["Deep", {"owner":"o","address":{"zip":"1234"}}, "Property `address.zip`: Must match ^\\d{5}$"],
  ["Deep", {"owner":"o","address":{"zip":"12345","door":{"number":0}}}, "Property `address.door.number`: Must be at least 1."],
  ["Tree", {"name":"root","trees":[]}, ""],
  ["Tree", {"name":"root","left":{"name":"","trees":[]},"trees":[]}, "Property `left.name`: Must have at least 1 character."],
  ["Tree", {"name":"root","trees":[{"name":"a","trees":[{"name":"","trees":[]}]}]}, "Property `trees.0.trees.0.name`: Must have at least 1 character."],
  ["Borrow", {}, ""],
  ["Borrow", {"isbn":"123, 4","note":"ab","names":["a","b"]}, ""],
  ["Borrow", {"isbn":"12"}, "Property `isbn`: Must match ^\\d{3}(, \\d+)?$"],
  ["Borrow", {"days":31}, "Property `days`: Must be at most 30."],
  ["Borrow", {"note":"a"}, "Property `note`: Must have at least 2 characters."],
  ["Borrow", {"names":["a","b","c"]}, "Property `names`: Must have at most 2 elements."],
  ["Borrow", {"item":{"title":"","price":{"cents":0,"currency":"EUR"}}}, "Property `item.title`: Must have at least 1 character."],
  ["One", {"state":"open"}, ""],
  ["One", {"state":""}, "Property `state`: Must be one of: open, closed."],
];

// What the requests have besides.
const rest: { [method: string]: object } = {
  Kinds: {"int":0,"uint":1,"float":0,"float32":0,"text":"t","name":"n","state":"open","level":1,"data":"AAE=","list":[],"map":{},"wait":0,"quoted":"1","alias":[],"dot":"","unlisted":""},
  Borrow: {"isbn":"123","days":1,"item":{"title":"a","price":{"cents":0,"currency":"EUR"}}},
  Deep: {"byName":{},"byID":{},"grid":[[],[]],"pointer":[],"page":{"size":0,"items":[]},"pages":[],"codes":[],"address":{"zip":"12345"}},
};
// End of what they read.

let sent = 0;
const counting: RpcFetch = (input, init) => (sent++, (fetch as unknown as RpcFetch)(input, init));
const c = new ShopClient(new Client(url, { fetch: counting }));
type Call = (args: object, options?: CallOptions) => Promise<unknown>;

for (const [method, value, message] of values) {
  const request: { [field: string]: unknown } = { ...rest[method], ...value };
  if (typeof request["data"] === "string") request["data"] = Uint8Array.from(atob(request["data"]), (b) => b.charCodeAt(0));
  const before = sent;
  const call = (c[method.toLowerCase() as "order"] as unknown as Call).bind(c);
  if (!message) {
    await call(request).catch((e: unknown) => {
      throw new Error(`${method} ${JSON.stringify(value)}: ${String(e)}`);
    });
    continue;
  }
  let error: unknown;
  await call(request).catch((e: unknown) => (error = e));
  const { message: got, type, code } = error as RpcError;
  deepStrictEqual({ method, value, got, type, code }, { method, value, got: message, type: "ClientError", code: "INPUT_DATA_ERR" });
  same(sent, before); // nothing was sent
}

// What is of the wrong type is said first, as the server does.
await refused(() => c.order({ isbn: 1 as unknown as string, count: 0, items: [] }), /^req\.isbn: string expected, got 1$/);

// Methods Validate are the server's.
const order = { isbn: "978-3-1", items: [] };
await refused(() => c.order({ ...order, count: 13 }), /^nobody orders 13$/, "ServerError");
await refused(() => c.order({ ...order, count: 14 }), /^sold out$/, "ApiError");
await refused(() => c.order({ ...order, count: 15 }), /^Internal Server Error$/, "ServerError");
await refused(() => c.ping({ word: "pong" }), /^say ping$/, "ServerError");
await c.ping({ word: "ping" });

// Answers are not checked.
same(await c.free({ name: "long" }), { name: "long" });
console.log("done");
