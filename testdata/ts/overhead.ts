/**
 * Measures what a call costs over a bare fetch, in Node, against a server on loopback:
 *
 *     npm run -s overhead
 *
 * The two take turns, so that both see the same machine; the median of the rounds counts.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { fork } from "node:child_process";
import { Client } from "./runtime.ts";
import type { Method } from "./runtime.ts";

const rounds = 40, calls = 300;

function serve() {
  http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => {
      const { n, __cookie } = JSON.parse(body);
      const text = JSON.stringify({ isSucc: true, res: { loan: { title: "The Go Programming Language", due: "2026-01-02T03:04:05Z", days: n }, __cookie: __cookie ?? { sessionId: "x".repeat(52) } } });
      response.writeHead(200, { "Content-Type": "application/json; charset=utf-8", "Content-Length": Buffer.byteLength(text) }).end(text);
    });
  }).listen(0, "127.0.0.1", function (this: http.Server) {
    process.send!((this.address() as AddressInfo).port);
  });
}

async function measure(port: number) {
  const url = `http://127.0.0.1:${port}`;
  const borrow: Method<{ n: number }, unknown> = {
    name: "Borrow", result: "loan", request: { fields: { n: "int" } },
    response: { fields: { loan: { fields: { title: "string", due: "date", days: "int" } } } },
  };
  const client = new Client(url);
  const ours = () => client.call(borrow, { n: 14 });
  const cookie = { sessionId: "x".repeat(52) };
  const bare = async () => {
    const response = await fetch(url + "/Borrow", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ n: 14, __cookie: cookie }) });
    return ((await response.json()) as { res: { loan: unknown } }).res.loan;
  };
  const round = async (call: () => Promise<unknown>) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) await call();
    return Number(process.hrtime.bigint() - start) / 1000 / calls;
  };
  const ratios: number[] = [], plain: number[] = [], calling: number[] = [];
  for (let i = -5; i < rounds; i++) {
    const times = new Map<typeof ours, number>();
    for (const call of i % 2 ? [bare, ours] : [ours, bare]) times.set(call, await round(call));
    if (i < 0) continue; // warming up
    plain.push(times.get(bare)!);
    calling.push(times.get(ours)!);
    ratios.push(times.get(ours)! / times.get(bare)!);
  }
  const median = (list: number[]) => list.sort((x, y) => x - y)[list.length >> 1]!;
  console.log(`bare fetch ${median(plain).toFixed(1)} µs, a call ${median(calling).toFixed(1)} µs, ${((median(ratios) - 1) * 100).toFixed(1)} % more (median of ${rounds} rounds of ${calls} calls)`);
}

if (process.send) serve();
else {
  const child = fork(process.argv[1]!);
  child.once("message", (port) => void measure(port as number).finally(() => child.kill()));
}
