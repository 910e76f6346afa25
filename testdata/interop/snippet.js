// Runs a compiled example of docs/tsrpc.md, argv[2]. A client calls the server at argv[3]
// instead of the one that it names. A server listens on any port, writes which, and ends
// with stdin.
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const Module = require('node:module');
const path = require('node:path');

const [, , name, url] = process.argv;
globalThis.XMLHttpRequest = require('./xhr.js').XMLHttpRequest;
globalThis.wx = require('./wx.js').wx;
const stored = new Map();
globalThis.localStorage = { getItem: key => stored.get(key) ?? null, setItem: (key, value) => { stored.set(key, String(value)); } };

// TSRPC's own lines start with colors, the process or a kind.
const { log } = console;
console.debug = console.info = console.warn = console.error = () => {};
console.log = (...args) => { if (!/^(\u001b|\[|<\d+>)/.test(args[0])) log(...args); };

const { createServer } = http;
http.createServer = (...args) => {
  process.stdin.on('end', () => process.exit(0)).resume();
  const server = createServer(...args);
  return server.on('listening', () => log(String(server.address().port)));
};

const file = path.resolve('.build', 'snippets', name);
const example = new Module(file, module);
example.filename = file;
example.paths = Module._nodeModulePaths(__dirname);
example._compile(fs.readFileSync(file, 'utf8').replaceAll('https://example.com/', url).replace('port: 3000', 'port: 0'), file);
