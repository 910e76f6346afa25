import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const folder = "../../generator/emit/tsgen/runtime/";

// Generated files hold all modules one after another, without their import lines.
test("the modules can be joined into one file", () => {
  const names = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(folder + file, "utf8").split("\n")) {
      if (/^import\b/.test(line)) assert.match(line, /^import (type )?\{ [\w, ]+ \} from "\.\/\w+\.ts";$/, file);
      assert.doesNotMatch(line, /^export (default|\*|\{)/, file);
      const name = /^(?:export )?(?:async )?(?:const|let|var|function|class|interface|type) (\w+)/.exec(line)?.[1];
      if (!name) continue;
      assert.ok(!names.has(name), `${name} is in ${names.get(name)} and in ${file}`);
      names.set(name, file);
      // Names that may meet those of an API are few, and known to the emitter.
      assert.match(name, /^(rpc[A-Z]|Rpc[A-Z]|Client$|ClientOptions$|CallOptions$|Jar$|JarOptions$|createJar$|Method$|Schema$)/);
    }
  }
  assert.ok(names.size > 40);
});
