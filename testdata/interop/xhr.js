// A fake of the browser's XMLHttpRequest: what tsrpc-browser uses of it, by the standard's rules.
'use strict';
const { send } = require('./send.js');

class XMLHttpRequest {
  constructor() {
    this.readyState = 0;
    this.status = 0;
    this.responseType = '';
    this.timeout = 0;
    this.upload = {};
    this.headers = {};
  }

  open(method, url) {
    this.method = method;
    this.url = url;
    this.readyState = 1;
  }

  setRequestHeader(name, value) {
    if (this.readyState !== 1) throw new Error('InvalidStateError');
    this.headers[name] = value;
  }

  send(body) {
    const { method, url, headers } = this;
    this.cancel = send({ method, url, headers, body }, (error, answer) => {
      clearTimeout(this.timer);
      this.readyState = 4;
      if (error) return this.onerror?.();
      this.status = answer.status;
      this.body = answer.body;
      this.onload?.();
    });
    if (this.timeout > 0) {
      this.timer = setTimeout(() => {
        this.cancel();
        this.readyState = 4;
        this.ontimeout?.();
      }, this.timeout);
    }
  }

  abort() {
    clearTimeout(this.timer);
    this.cancel?.();
    this.readyState = 0;
    this.onabort?.();
  }

  get responseText() {
    if (this.responseType !== '' && this.responseType !== 'text') throw new Error('InvalidStateError');
    return this.body ? this.body.toString('utf8') : '';
  }

  get response() {
    if (this.responseType === '' || this.responseType === 'text') return this.responseText;
    if (this.readyState !== 4 || !this.body) return null;
    return this.body.buffer.slice(this.body.byteOffset, this.body.byteOffset + this.body.length);
  }
}

module.exports = { XMLHttpRequest };
