// Calls the server at argv[3] with the HttpClient of the package argv[2], in JSON mode
// or, if argv[4] says so, in binary mode. It makes the checks whose names follow, or
// all, and writes one line of JSON for each: {"name", "error"}.
'use strict';
const assert = require('node:assert/strict');
const { serviceProto } = require('./proto.js');
const { run } = require('./run.js');
const { values, every, plain } = require('./values.js');

const [, , pkg, server, mode, ...wanted] = process.argv;
if (pkg === 'tsrpc-browser') globalThis.XMLHttpRequest = require('./xhr.js').XMLHttpRequest;
if (pkg === 'tsrpc-miniapp') globalThis.wx = require('./wx.js').wx;
const { HttpClient } = require(pkg);

const quiet = { debug() {}, log() {}, warn() {}, error() {} };
const connect = options => new HttpClient(serviceProto, { server, json: mode !== 'binary', logger: quiet, ...options });
const client = connect();

async function echo(more) {
  const sent = values(more);
  const ret = await client.callApi('Echo', { values: sent });
  assert.ok(ret.isSucc, ret.err?.message);
  return [plain(ret.res.values), sent];
}

// types expects that the server returns what it is given.
async function types(sent) {
  const ret = await client.callApi('Types', sent);
  assert.ok(ret.isSucc, ret.err?.message);
  delete ret.res.__cookie;
  assert.deepEqual(plain(ret.res), sent);
}

async function fails(promise, want) {
  const ret = await promise;
  assert.equal(ret.isSucc, false);
  for (const [key, value] of Object.entries(want)) assert.deepEqual(ret.err[key], value, `${key} of ${JSON.stringify(ret.err)}`);
}

// raw sends a request that the client's own validation would refuse.
async function raw(name, body) {
  const res = await fetch(server + name, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { status: res.status, ...await res.json() };
}

// withCookie returns a client that keeps its cookie in a store, by the two flows of the
// official example.
function withCookie(key = 'cookie') {
  let jar;
  const store = pkg === 'tsrpc-miniapp'
    ? { get: () => wx.getStorageSync(key) || undefined, set: cookie => wx.setStorageSync(key, cookie) }
    : { get: () => jar, set: cookie => { jar = cookie; } };
  if (pkg === 'tsrpc-miniapp') wx.removeStorageSync(key);
  const client = connect();
  client.flows.preCallApiFlow.push(v => { v.req.__cookie = store.get(); return v; });
  client.flows.postApiReturnFlow.push(v => {
    if (v.return.isSucc && v.return.res.__cookie) store.set(v.return.res.__cookie);
    return v;
  });
  return { client, store };
}

const checks = {
  async 'every type'() {
    const [got, sent] = await echo();
    assert.deepEqual(got, sent);
    assert.ok(got.bytes instanceof Uint8Array && got.when instanceof Date);
    await types(every());
  },
  async 'every optional field left out'() {
    const less = every({ absent: {} });
    for (const name of ['note', 'seen', 'tree', 'raw', 'any']) delete less[name];
    delete less.quoted.maybe;
    delete less.own.points;
    delete less.page.next;
    await types(less);
  },
  async 'empty values'() {
    const [got, sent] = await echo({
      bool: false, text: '', double: 0, int: 0, uint: 0, bytes: new Uint8Array(), list: [], map: {}, byNum: {},
      tree: { name: '', kids: [] },
    });
    assert.deepEqual(got, sent);
  },
  async 'optional field left out'() {
    const sent = values();
    delete sent.maybe;
    const ret = await client.callApi('Echo', { values: sent });
    assert.ok(ret.isSucc, ret.err?.message);
    assert.deepEqual(plain(ret.res.values), sent);
  },
  async 'dates before 1970'() {
    const [got, sent] = await echo({ when: new Date(-1) });
    assert.deepEqual(got, sent);
  },
  async unicode() {
    const text = 'a\u0000\u001f"\\/<>&\u2028\u2029é漢😀\u{10FFFF}\ufeff';
    const [got] = await echo({ text, any: { [text]: text } });
    assert.equal(got.text, text);
    assert.deepEqual(got.any, { [text]: text });
  },
  async 'keys that mean something in JavaScript'() {
    const map = JSON.parse('{"constructor":1,"toString":2,"hasOwnProperty":3,"length":4}');
    const [got] = await echo({ map });
    assert.deepEqual(got.map, map);
  },
  async 'lone surrogates'() {
    // Refused: TSRPC takes them, but UTF-8 has no bytes for them.
    await fails(client.callApi('Echo', { values: values({ text: 'a\ud800b' }) }), { type: 'ServerError', code: 'INPUT_DATA_ERR' });
  },
  async '1 MiB'() {
    const text = 'x'.repeat(1 << 19);
    const bytes = new Uint8Array(1 << 18).map((_, i) => i);
    const [got] = await echo({ text, bytes });
    assert.equal(got.text, text);
    assert.deepEqual(got.bytes, bytes);
  },
  async '1000 calls at once'() {
    const all = await Promise.all(Array.from({ length: 1000 }, (_, i) => echo({ int: i })));
    all.forEach(([got], i) => assert.equal(got.int, i));
  },
  'errors of all types': async () => {
    for (const type of ['ApiError', 'ServerError', 'NetworkError', 'ClientError']) {
      await fails(client.callApi('Fail', { kind: type }), { message: 'of type ' + type, type, code: 'CODE' });
    }
  },
  'numeric code': () => fails(client.callApi('Fail', { kind: 'number' }), { message: 'number', type: 'ApiError', code: 404 }),
  'extra fields': () => fails(client.callApi('Fail', { kind: 'extra' }), { message: 'extra', code: undefined, info: { a: [1] }, left: 2 }),
  'other error': () => fails(client.callApi('Fail', { kind: 'other' }),
    { message: 'Internal Server Error', type: 'ServerError', code: 'INTERNAL_ERR', innerErr: undefined }),
  'unknown API': () => fails(client.callApi('Nowhere', {}), { type: 'ServerError', code: 'INPUT_DATA_ERR', message: 'Invalid URL path: /Nowhere' }),
  'unknown to the client': () => fails(client.callApi('NotThere', {}), { type: 'ClientError', code: 'INVALID_API_NAME' }),
  'timeout of the server': () => fails(client.callApi('Slow', {}), { message: 'Server Timeout', type: 'ServerError', code: 'SERVER_TIMEOUT' }),
  // On Node the socket's timeout, of the same length, comes first.
  timeout: () => fails(client.callApi('Slow', {}, { timeout: 50 }),
    { type: 'NetworkError', code: pkg === 'tsrpc' ? 'ECONNABORTED' : 'TIMEOUT' }),
  async abort() {
    client.callApi('Slow', {}).then(() => assert.fail('it settled'));
    const sn = client.lastSN;
    await echo(); // the first call is on its way by now
    client.abort(sn);
    await echo();
  },
  'nobody there': () => fails(connect({ server: 'http://127.0.0.1:1' }).callApi('Slow', {}), { type: 'NetworkError' }),
  async 'what TSRPC reads too'() {
    const sent = { bytes: 'AP8-Pw', when: 1577934245678, maybe: null, unknown: 1 };
    const got = await raw('Echo', { values: { ...values(sent) } });
    assert.ok(got.isSucc, got.err?.message);
    assert.equal(got.res.values.bytes, 'AP8+Pw==');
    assert.equal(got.res.values.when, '2020-01-02T03:04:05.678Z');
    assert.ok(!('maybe' in got.res.values) && !('unknown' in got.res.values));
  },
  async 'cookie and session'() {
    const { client, store } = withCookie();
    const call = async (name, req = {}) => {
      const ret = await client.callApi(name, req);
      assert.ok(ret.isSucc, ret.err?.message);
      return ret.res;
    };
    await fails(client.callApi('Fail', { kind: 'number' }), { code: 404 });
    assert.equal(store.get(), undefined); // an error carries no cookie
    assert.equal((await call('Test')).testSession, undefined);
    const id = store.get().sessionId;
    assert.ok(id);
    await call('SetSession', { value: 'Session 1' });
    assert.equal((await call('Test')).testSession, 'Session 1');
    await call('SetCookie', { value: 'Cookie 1' });
    assert.deepEqual(store.get(), { sessionId: id, testCookie: 'Cookie 1' });
    assert.equal((await call('Test')).testSession, 'Session 1');
    await fails(client.callApi('Fail', { kind: 'number' }), { code: 404 });
    assert.deepEqual(store.get(), { sessionId: id, testCookie: 'Cookie 1' });
    await call('Clear');
    assert.deepEqual(store.get(), {});
    assert.equal((await call('Test')).testSession, undefined);
    assert.ok(store.get().sessionId && store.get().sessionId !== id);
  },
  async 'calls at once with a cookie'() {
    const { client, store } = withCookie();
    const first = await Promise.all(Array.from({ length: 20 }, () => client.callApi('Test', {})));
    assert.ok(first.every(ret => ret.isSucc)); // each has a session of its own: the last one stays
    const id = store.get().sessionId;
    assert.ok(first.some(ret => ret.res.__cookie.sessionId === id));
    assert.ok((await client.callApi('SetSession', { value: 'all' })).isSucc);
    const later = await Promise.all(Array.from({ length: 100 }, () => client.callApi('Test', {})));
    assert.ok(later.every(ret => ret.res?.testSession === 'all' && ret.res.__cookie.sessionId === id));
    assert.equal(store.get().sessionId, id);
  },
  async 'clients with cookies of their own'() {
    const one = withCookie(), two = withCookie('two');
    await one.client.callApi('SetSession', { value: 'one' });
    await two.client.callApi('SetSession', { value: 'two' });
    assert.equal((await one.client.callApi('Test', {})).res?.testSession, 'one');
    assert.equal((await two.client.callApi('Test', {})).res?.testSession, 'two');
  },
  async 'unlucky keys in a cookie'() {
    const __cookie = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":2,"a":{"__proto__":{"polluted":1}}}');
    const ret = await client.callApi('Test', { __cookie });
    assert.ok(ret.isSucc, ret.err?.message);
    const got = ret.res.__cookie;
    assert.equal({}.polluted, undefined);
    assert.equal(got.polluted, undefined);
    assert.deepEqual([got.constructor, got.toString], [{ prototype: { polluted: 1 } }, 2]);
  },
};

run(wanted.length === 0 ? checks : Object.fromEntries(wanted.map(name => [name, checks[name]])));
