"use strict";

// JSON as values that keep what JavaScript's own lose: a number keeps its text, so that
// an int64 stays exact, and an object is a Map, so that __proto__ is a name like any other.

/** A number as it is written. */
class Num {
  constructor(text) {
    this.text = text;
  }
}

const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringForm = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y;
const spaceForm = /[ \t\r\n]*/y;
const maxDepth = 512;

/** Reads JSON. It throws an Error that says where the text is wrong. */
function parseJSON(text) {
  let at = 0;
  const fail = (what, where = at) => {
    const lines = text.slice(0, where).split("\n");
    throw new Error(`line ${lines.length}, column ${lines.at(-1).length + 1}: ${what}`);
  };
  const take = (form) => {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found) at += found[0].length;
    return found?.[0];
  };
  const punctuation = (wanted) => {
    take(spaceForm);
    if (text[at] !== wanted) return false;
    at++;
    return true;
  };
  const string = () => {
    const start = at, found = take(stringForm);
    try {
      if (found !== undefined) return JSON.parse(found);
    } catch { /* an escape that is none */ }
    at = start;
    return fail("this is not a string of JSON");
  };
  const object = (depth) => {
    const out = new Map();
    if (punctuation("}")) return out;
    do {
      take(spaceForm);
      if (text[at] !== '"') fail('a name in quotation marks must stand here');
      const start = at, name = string();
      if (out.has(name)) fail(`the name ${JSON.stringify(name)} stands twice`, start);
      if (!punctuation(":")) fail("a colon must stand here");
      out.set(name, value(depth));
    } while (punctuation(","));
    return punctuation("}") ? out : fail('"," or "}" must stand here');
  };
  const array = (depth) => {
    const out = [];
    if (punctuation("]")) return out;
    do out.push(value(depth)); while (punctuation(","));
    return punctuation("]") ? out : fail('"," or "]" must stand here');
  };
  const value = (depth) => {
    if (depth > maxDepth) fail("this is nested too deeply");
    take(spaceForm);
    if (text[at] === '"') return string();
    if (punctuation("{")) return object(depth + 1);
    if (punctuation("[")) return array(depth + 1);
    for (const [word, meaning] of [["true", true], ["false", false], ["null", null]]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    const number = take(numberForm);
    return number === undefined ? fail("a value must stand here") : new Num(number);
  };
  const out = value(0);
  take(spaceForm);
  if (at < text.length) fail("nothing more may stand here");
  return out;
}

/** Writes what parseJSON reads, on one line or, with indent, on several. */
function printJSON(value, indent = "", now = "") {
  if (value instanceof Num) return value.text;
  const map = value instanceof Map;
  if (!map && !Array.isArray(value)) return JSON.stringify(value);
  const [open, close] = map ? "{}" : "[]";
  const inner = now + indent;
  const parts = map
    ? [...value].map(([name, v]) => JSON.stringify(name) + (indent ? ": " : ":") + printJSON(v, indent, inner))
    : value.map((v) => printJSON(v, indent, inner));
  if (parts.length === 0 || !indent) return open + parts.join(",") + close;
  return `${open}\n${inner}${parts.join(",\n" + inner)}\n${now}${close}`;
}

/** Whether two values say the same, whatever the order of names. */
function sameJSON(a, b) {
  if (a instanceof Num && b instanceof Num) return a.text === b.text || Number(a.text) === Number(b.text) && !/^-?\d{16,}$/.test(a.text);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((v, i) => sameJSON(v, b[i]));
  if (a instanceof Map && b instanceof Map) return a.size === b.size && [...a].every(([k, v]) => b.has(k) && sameJSON(v, b.get(k)));
  return a === b;
}
