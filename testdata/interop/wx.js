// A fake of WeChat's wx: wx.request and the storage, by its documentation.
'use strict';
const { send } = require('./send.js');

const stored = new Map();

const wx = {
  request({ url, data, method, header, dataType = 'json', responseType = 'text', success, fail, complete }) {
    const body = typeof data === 'string' ? data : Buffer.from(data);
    const cancel = send({ method, url, headers: header, body }, (error, answer) => {
      if (error) {
        const res = { errMsg: 'request:fail ' + error.message };
        fail?.(res);
        return complete?.(res);
      }
      const bytes = answer.body;
      let data = responseType === 'text' ? bytes.toString('utf8')
        : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      if (dataType === 'json' && typeof data === 'string') {
        try { data = JSON.parse(data); } catch { /* it stays text, as in the real one */ }
      }
      const res = { data, statusCode: answer.status, errMsg: 'request:ok' };
      success?.(res);
      complete?.(res);
    });
    return {
      abort() {
        cancel();
        fail?.({ errMsg: 'request:fail abort' });
      },
    };
  },
  // The real storage keeps copies of what JSON can hold, and answers '' for nothing.
  setStorageSync(key, value) { stored.set(key, JSON.stringify(value)); },
  getStorageSync(key) { return stored.has(key) ? JSON.parse(stored.get(key)) : ''; },
  removeStorageSync(key) { stored.delete(key); },
};

module.exports = { wx };
