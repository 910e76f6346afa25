// Makes checks and writes one line of JSON for each: {"name", "error"}.
'use strict';

async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    let error = '';
    try { await check(); } catch (e) { error = e.stack; }
    process.stdout.write(JSON.stringify({ name, error }) + '\n');
  }
  process.exit(0);
}

module.exports = { run };
