// Reads the serviceProto out of a .ts file as tsrpc-cli does, without compiling it.
'use strict';
const fs = require('node:fs');

function read(file) {
  const [, text] = fs.readFileSync(file, 'utf8').split('export const serviceProto: ServiceProto<ServiceType> = ');
  return JSON.parse(text.slice(0, text.lastIndexOf('};') + 1));
}

module.exports = { read };
