// A value of each kind of type: those of Values and of Every in the folder api.
'use strict';

const most = 2 ** 53 - 1;
const bytes = (...list) => new Uint8Array(list);
const day = new Date('2020-01-02T03:04:05.678Z');

const values = more => ({
  bool: true, text: 'text', double: -0.1, int: -most, uint: 2 ** 32 - 1, bytes: bytes(0, 255, 62, 63), when: day,
  list: [1, 2, 3], pair: [0.5, 1e300], map: { a: 1, ü: 2 }, byNum: { '-1': 'minus', 7: 'seven' },
  any: { x: [1, 'two', null, true, { y: 0.5 }] }, color: 'blue', level: 9,
  tree: { name: 'root', kids: [{ name: 'leaf', kids: [] }] }, maybe: 'there', ...more,
});

const every = more => ({
  int8: -128, int16: 32767, int32: -(2 ** 31), int64: most, uint8: 255, uint16: 65535, uint32: 2 ** 32 - 1, uint64: most,
  uintptr: 1, float32: 0.5, note: 'a note', seen: day,
  quoted: { int: '-9223372036854775808', uint: '18446744073709551615', float: '0.5', bool: 'true', text: '"text"', maybe: '7' },
  absent: {
    text: 'a', number: 1, list: [1], map: { a: 1 }, when: day, inner: { n: 1 }, pointer: 0, deep: { n: 2 },
    bytes: bytes(1), listed: [2], hue: 'warm', maybeHue: '', raw: [1, null],
  },
  lists: {
    texts: ['', 'b'], nested: [[], [-32768]], structs: [{ n: 1 }], pointers: [null, { n: 1 }], times: [day], blobs: [bytes(), bytes(255)],
    floats: [0.25], two: [{ n: 1 }, { n: 2 }], maybe: [null, 0, 1], five: [1, 2, 3, 4, 5], none: [], octets: [127, 0, 0, 1],
    grid: [['a', 'b'], ['c', 'd']],
  },
  maps: {
    texts: { '': 'empty', ' ': 'space' }, structs: { a: { n: 1 } }, pointers: { a: null, b: { n: 1 } }, lists: { a: [], b: ['c'] },
    maps: { a: { '-9007199254740991': true } }, int8: { '-128': 'least' }, uint64: { [most]: day }, byHue: { warm: 1 },
    byFlags: { 3: 1 }, byPoint: { '1,2': 3 }, blobs: { a: bytes(1, 2, 3) }, anys: { a: null, b: [1, {}] },
  },
  named: { title: 'T', count: 7, blob: bytes(9), titles: ['a'], took: 1500000000, pair: [1, 2], alias: { n: 3 }, instant: day, number: 12.5 },
  own: { point: '1,2', points: '-3,4', anyhow: [1, 2] },
  page: { items: [{ name: 'a', kids: [] }], next: 2 },
  pages: { items: [{ items: ['cold*/', ''] }] },
  halves: { left: 1, right: 'warm' },
  tree: { left: { left: { value: 1 }, value: 2 }, value: 3 },
  forest: [[], [[]]], graph: { a: {}, b: { c: {} } },
  literal: { x: 1, y: 'y' }, odd: { 'a-b': 1, 'a/b:c': 2, class: 3, '1st': 4 }, empty: {},
  raw: { a: [1, 2.5, null] }, any: [{ b: 'c' }], anys: [1, 'a', true, [], {}],
  hue: '', hues: ['warm', ''], flags: 5, ...more,
});

// plain makes a Uint8Array of each Buffer, which the package for Node returns in binary mode.
function plain(value) {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const key of Object.keys(value)) value[key] = plain(value[key]);
  return value;
}

module.exports = { values, every, plain };
