import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

// TestExample has written it, as rpcgen -ts does for examples/session-and-cookie.
test("the example's client has at most 4096 bytes", async () => {
  const { outputFiles } = await build({ entryPoints: [".example/api.ts"], bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  const code = outputFiles[0]!.contents;
  const size = gzipSync(code, { level: 9 }).length;
  console.log(`${code.length} bytes minified, ${size} with gzip`);
  assert.ok(size <= 4096, `${size} bytes`);
});
