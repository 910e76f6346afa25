// The service of api/api.go as TSRPC sees it, by the table of tsrpc-wire 12.
'use strict';

const string = { type: 'String' };
const number = { type: 'Number' };
const int = { type: 'Number', scalarType: 'int' };
const uint = { type: 'Number', scalarType: 'uint' };
const any = { type: 'Any' };
const ref = target => ({ type: 'Reference', target });
const list = elementType => ({ type: 'Array', elementType });
const index = (keyType, type) => ({ type: 'Interface', indexSignature: { keyType, type } });

// fields makes an interface; a name that ends in "?" is optional.
function fields(types, base) {
  const schema = { type: 'Interface' };
  if (base) schema.extends = [{ id: 0, type: ref(base) }];
  schema.properties = Object.entries(types).map(([name, type], id) =>
    name.endsWith('?') ? { id, name: name.slice(0, -1), type, optional: true } : { id, name, type });
  return schema;
}

const types = {
  'base/Cookie': {
    ...fields({ 'sessionId?': string }),
    indexSignature: { keyType: 'String', type: any },
  },
  'base/BaseRequest': fields({ '__cookie?': ref('base/Cookie') }),
  'base/BaseResponse': fields({ '__cookie?': ref('base/Cookie') }),
  'types/Color': { type: 'Enum', members: [{ id: 0, value: 'red' }, { id: 1, value: 'blue' }] },
  'types/Level': { type: 'Enum', members: [{ id: 0, value: 1 }, { id: 1, value: 9 }] },
  'types/Node': fields({ name: string, kids: list(ref('types/Node')) }),
  'types/Values': fields({
    bool: { type: 'Boolean' }, text: string, double: number, int, uint,
    bytes: { type: 'Buffer', arrayType: 'Uint8Array' }, when: { type: 'Date' },
    list: list(int), pair: list(number), map: index('String', int), byNum: index('Number', string),
    'any?': any, color: ref('types/Color'), level: ref('types/Level'), tree: ref('types/Node'), 'maybe?': string,
  }),
};
const services = [];

function api(name, request, response) {
  services.push({ id: services.length, name, type: 'api' });
  types[`Ptl${name}/Req${name}`] = fields(request, 'base/BaseRequest');
  types[`Ptl${name}/Res${name}`] = fields(response, 'base/BaseResponse');
}

api('Echo', { values: ref('types/Values') }, { values: ref('types/Values') });
api('Fail', { kind: string }, {});
api('Slow', {}, {});
api('Test', {}, { 'testSession?': string });
api('SetSession', { value: string }, {});
api('SetCookie', { value: string }, {});
api('Clear', {}, {});
api('Nowhere', {}, {}); // the Go server does not have it, the TSRPC server has no handler for it

module.exports = { serviceProto: { services, types } };
