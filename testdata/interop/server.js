// The service of proto.js on a real TSRPC HttpServer, with the flows of the official
// example. It writes its port to stdout and ends when stdin does.
'use strict';
const { randomUUID } = require('node:crypto');
const { HttpServer, TsrpcError } = require('tsrpc');
const { serviceProto } = require('./proto.js');

const quiet = { debug() {}, log() {}, warn() {}, error() {} };
const server = new HttpServer(serviceProto, { port: 0, json: true, logger: quiet, returnInnerError: false, apiTimeout: 200 });

const sessions = new Map();
server.flows.preApiCallFlow.push(call => {
  let id = call.req.__cookie?.sessionId;
  if (!sessions.has(id)) {
    id = randomUUID();
    sessions.set(id, {});
  }
  call.session = sessions.get(id);
  call.req.__cookie = { ...call.req.__cookie, sessionId: id };
  return call;
});
server.flows.preApiReturnFlow.push(v => {
  if (v.return.isSucc) v.return.res.__cookie = v.return.res.__cookie ?? v.call.req.__cookie;
  return v;
});

const handlers = {
  Echo: call => call.succ({ values: call.req.values }),
  Types(call) {
    const { __cookie, ...every } = call.req;
    return call.succ(every);
  },
  Fail(call) {
    const { kind } = call.req;
    switch (kind) {
      case 'number': return call.error('number', { code: 404 });
      case 'extra': return call.error('extra', { info: { a: [1] }, left: 2 });
      case 'other': throw new Error('a secret');
    }
    return call.error('of type ' + kind, { type: kind, code: 'CODE' });
  },
  Slow: () => new Promise(() => {}),
  Test: call => call.succ({ testSession: call.session.value }),
  SetSession(call) {
    call.session.value = call.req.value;
    return call.succ({});
  },
  SetCookie: call => call.succ({ __cookie: { ...call.req.__cookie, testCookie: call.req.value } }),
  Clear: call => call.succ({ __cookie: {} }),
};
for (const [name, handler] of Object.entries(handlers)) server.implementApi(name, handler);

process.stdin.on('end', () => process.exit(0)).resume();
server.start().then(() => process.stdout.write(server.httpServer.address().port + '\n'));
