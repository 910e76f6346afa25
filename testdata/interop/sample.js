// Makes values of every request and response of the serviceProtos in the folders below
// argv[2], and expects that TSBuffer can carry them, in binary and in JSON.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { HttpServer } = require('tsrpc');
const { read } = require('./read.js');
const { run } = require('./run.js');
const { plain } = require('./values.js');

const quiet = { debug() {}, log() {}, warn() {}, error() {} };

// sample returns a value of a schema: the last of what it can be, with all that may be
// absent down to some depth.
function sample(schema, types, depth = 0) {
  const more = inner => sample(inner, types, depth + 1);
  switch (schema.type) {
    case 'Boolean': return true;
    case 'Number': return schema.scalarType ? 7 : 0.5;
    case 'String': return 'text';
    case 'Date': return new Date(1577934245678);
    case 'Buffer': return new Uint8Array([0, 255]);
    case 'Any': return { any: [1, null] };
    case 'Literal': return schema.literal;
    case 'Enum': return schema.members.at(-1).value;
    case 'Reference': return sample(types[schema.target], types, depth);
    case 'Union': return more(schema.members[depth < 6 ? 0 : schema.members.length - 1].type);
    case 'Array': return depth < 6 ? [more(schema.elementType), more(schema.elementType)] : [];
    case 'Tuple': return schema.elementTypes.map(more);
    case 'Interface': {
      const value = {};
      for (const base of schema.extends ?? []) Object.assign(value, more(base.type));
      for (const { name, type, optional } of schema.properties ?? []) if (!optional || depth < 6) value[name] = more(type);
      if (schema.indexSignature && depth < 6) value[schema.indexSignature.keyType === 'Number' ? '1' : 'key'] = more(schema.indexSignature.type);
      return value;
    }
    default: return assert.fail(`there is no ${schema.type}`);
  }
}

let values = 0;
const root = process.argv[2];
run({
  values() {
    for (const dir of fs.readdirSync(root)) {
      const proto = read(path.join(root, dir, 'serviceProto.ts'));
      const { tsbuffer } = new HttpServer(proto, { json: true, logger: quiet });
      for (const id of Object.keys(proto.types)) {
        const value = sample(proto.types[id], proto.types);
        const good = result => (assert.ok(result.isSucc, `${dir}/${id}: ${result.errMsg}`), result);
        good(tsbuffer.validate(value, id));
        assert.deepEqual(plain(good(tsbuffer.decode(good(tsbuffer.encode(value, id)).buf, id)).value), value, `${dir}/${id}`);
        const { json } = good(tsbuffer.encodeJSON(value, id));
        assert.deepEqual(good(tsbuffer.decodeJSON(JSON.parse(JSON.stringify(json)), id)).value, value, `${dir}/${id}`);
        values++;
      }
    }
    assert.ok(values > 900);
  },
});
