// Expects that the serviceProtos in the folders below argv[2] say, each with the name of
// its folder before all names, what the file argv[3] by tsrpc-cli says. Ids and the order
// of what has ids may differ.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { read } = require('./read.js');
const { run } = require('./run.js');

const [, , root, theirs] = process.argv;
const lists = ['properties', 'members', 'extends'];

// plain returns a schema without ids, and with dir before the names of other schemas.
function plain(schema, dir) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(item => plain(item, dir));
  const out = {};
  for (const key of Object.keys(schema).sort()) {
    if (key === 'id' || key === 'comment') continue;
    out[key] = key === 'target' ? dir + schema[key] : plain(schema[key], dir);
    if (lists.includes(key)) out[key].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return out;
}

const all = { types: {}, services: [] };
for (const dir of fs.readdirSync(root)) {
  const { types, services } = read(path.join(root, dir, 'serviceProto.ts'));
  for (const [id, schema] of Object.entries(types)) all.types[`${dir}/${id}`] = plain(schema, dir + '/');
  for (const { name, type } of services) all.services.push(`${type} ${dir}/${name}`);
}
const want = read(theirs);

run({
  services() {
    assert.ok(all.services.length > 300);
    assert.deepEqual(all.services.sort(), want.services.map(({ name, type }) => `${type} ${name}`).sort());
  },
  types() {
    assert.deepEqual(Object.keys(all.types).sort(), Object.keys(want.types).sort());
    for (const [id, schema] of Object.entries(all.types)) assert.deepEqual(schema, plain(want.types[id], ''), id);
  },
});
