// What the fakes of a browser and of a mini app share: one HTTP request.
'use strict';
const http = require('node:http');

// One connection at a time would order the calls; thousands would be no client.
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// send calls done(error) or done(null, {status, body}) once, and returns what ends the request.
function send({ method, url, headers, body }, done) {
  let over = false;
  const end = (error, answer) => {
    if (over) return;
    over = true;
    done(error, answer);
  };
  const req = http.request(url, { method, headers, agent }, res => {
    const parts = [];
    res.on('data', part => parts.push(part));
    res.on('end', () => end(null, { status: res.statusCode, body: Buffer.concat(parts) }));
    res.on('error', end);
  });
  req.on('error', end);
  req.end(body);
  return () => { over = true; req.destroy(); };
}

module.exports = { send };
