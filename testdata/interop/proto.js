// The generated serviceProto, and one API more: the Go server does not have it, the
// TSRPC server has no handler for it.
'use strict';
const { serviceProto } = require('./.build/api/proto/serviceProto.js');

serviceProto.services.push({ id: 1000, name: 'Nowhere', type: 'api' });
for (const side of ['Req', 'Res']) {
  serviceProto.types[`PtlNowhere/${side}Nowhere`] = {
    type: 'Interface', extends: [{ id: 0, type: { type: 'Reference', target: `base/Base${side === 'Req' ? 'Request' : 'Response'}` } }],
  };
}

module.exports = { serviceProto };
