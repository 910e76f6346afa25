// Writes dist: the page once with each client. The same sources give the same bytes.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const dist = process.argv[2] ?? "dist";
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  entryPoints: ["src/rpcgen.ts", "src/tsrpc.ts"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "eof",
  outdir: dist,
  logLevel: "warning",
});
const page = await readFile("src/index.html", "utf8");
await writeFile(`${dist}/index.html`, page);
await writeFile(`${dist}/tsrpc.html`, page.replace('src="rpcgen.js"', 'src="tsrpc.js"'));
await writeFile(`${dist}/style.css`, await readFile("src/style.css"));
