// Expects of the server at argv[2] that its answers are what the generated schemas say,
// neither more nor less, and that it reads what TSBuffer writes by them. TSBuffer's
// binary format has to carry the same values.
'use strict';
const assert = require('node:assert/strict');
const { TSBuffer } = require('tsbuffer');
const { TSBufferValidator } = require('tsbuffer-validator');
const { serviceProto } = require('./proto.js');
const { run } = require('./run.js');
const { values, every } = require('./values.js');

const server = process.argv[2];
const buffer = new TSBuffer(serviceProto.types);
const validator = new TSBufferValidator(serviceProto.types, { excessPropertyChecks: true });

async function post(name, body) {
  const res = await fetch(server + name, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const { isSucc, res: answer, err } = await res.json();
  assert.ok(isSucc, err?.message);
  delete answer.__cookie;
  for (const name of ['any', 'raw']) if (answer[name] === null) delete answer[name]; // to TSRPC null is absent
  return answer;
}

// good takes a result of TSBuffer's.
function good(result) {
  assert.ok(result.isSucc, result.errMsg);
  return result;
}

// agree expects that what the server sent is a value of the schema, and returns it. What
// is not in the schema is lost on the way back, which comparing shows.
function agree(answer, id) {
  const { value } = good(buffer.decodeJSON(structuredClone(answer), id));
  good(validator.validate(value, id));
  const again = JSON.parse(JSON.stringify(good(buffer.encodeJSON(value, id)).json));
  assert.deepEqual(again, JSON.parse(JSON.stringify(answer), (_, v) => (v === '0001-01-01T00:00:00Z' ? '0001-01-01T00:00:00.000Z' : v)));
  return value;
}

function binary(value, id) {
  const { buf } = good(buffer.encode(value, id));
  assert.deepEqual(good(buffer.decode(buf, id)).value, value);
}

const json = (value, id) => good(buffer.encodeJSON(value, id)).json;

run({
  async 'every type'() {
    const got = agree(await post('Types', json(every(), 'PtlTypes/ReqTypes')), 'PtlTypes/ResTypes');
    assert.deepEqual(got, every());
    binary(got, 'PtlTypes/ResTypes');
    const echo = agree(await post('Echo', json({ values: values() }, 'PtlEcho/ReqEcho')), 'PtlEcho/ResEcho');
    assert.deepEqual(echo.values, values());
    binary(echo, 'PtlEcho/ResEcho');
  },
  async 'zero values of Go'() {
    const zero = await post('Zero', {});
    const value = agree(zero, 'PtlZero/ResZero');
    assert.deepEqual(await post('Types', json(value, 'PtlTypes/ReqTypes')), zero);
    value.named.instant = new Date(0); // the year 1 does not go into TSBuffer's binary format
    value.maps.uint64 = {};
    binary(value, 'PtlZero/ResZero');
  },
});
