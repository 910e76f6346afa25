import { rpcFromBase64, rpcToBase64 } from "./bytes.ts";
import { rpcMisfit } from "./error.ts";

/**
 * How a value stands on the wire.
 *
 * - "int" and "uint" are whole numbers within ±(2^53−1); others are refused in both directions.
 * - "date" is a Date here and RFC 3339 text in UTC there, "bytes" a Uint8Array and base64.
 * - A list or a map that arrives as null is read as [] or {}.
 * - Fields that a struct does not have are dropped in both directions, and so is a key
 *   `__proto__` of a map, and of an "any" that arrives.
 * - What is optional may be absent; null is read as absent. It stands directly in fields.
 * - A function gives a named type, which may be recursive.
 */
export type Schema =
  | "any" | "boolean" | "string" | "number" | "int" | "uint" | "date" | "bytes"
  | { list: Schema; length?: number }
  | { map: Schema }
  | { fields: { [name: string]: Schema } }
  | { optional: Schema }
  | { nullable: Schema }
  | (() => Schema);

/** How deep objects and arrays may be nested, as on the server. */
const rpcMaxDepth = 64;

/** Field names and indexes, from the message to a value. */
type RpcPath = (string | number)[];

/**
 * Turns a value into what JSON.stringify takes (writing), or what JSON.parse gave into a value.
 * It throws an RpcError that names the path of what does not fit.
 */
export function rpcConvert(schema: Schema, value: unknown, path: RpcPath, writing: boolean): unknown {
  while (typeof schema === "function") schema = schema();
  const wrong = (want: string): never => {
    // Numbers are quoted; other values may be secrets.
    const got = value === undefined ? "nothing" : value === null || typeof value === "number" ? value : Array.isArray(value) ? "array" : typeof value;
    throw rpcMisfit(`${path.join(".") || "answer"}: ${want} expected, got ${got}`);
  };
  const inner = (schema: Schema, key: string | number, value: unknown) => {
    path.push(key);
    const converted = rpcConvert(schema, value, path, writing);
    path.pop();
    return converted;
  };
  if (path.length > rpcMaxDepth) wrong("less depth");
  if (schema === "any") {
    if (!value || typeof value !== "object" || writing) return value;
    schema = Array.isArray(value) ? { list: schema } : { map: schema }; // for the sake of __proto__
  }
  if (typeof schema === "string") {
    const scalar = rpcScalar(schema, value, writing);
    return scalar === undefined ? wrong(schema) : scalar;
  }
  if ("nullable" in schema) return value == null ? null : rpcConvert(schema.nullable, value, path, writing);
  if ("optional" in schema) return value == null ? undefined : rpcConvert(schema.optional, value, path, writing);
  if ("list" in schema) {
    const { list, length } = schema;
    if (value === null && !writing && !length) return [];
    if (!Array.isArray(value) || (length ?? value.length) !== value.length) return wrong(`array${length ? " of " + length : ""}`);
    return Array.from(value, (element, i) => inner(list, i, element));
  }
  const out: Record<string, unknown> = {};
  const map = "map" in schema && schema.map;
  if (map && value === null && !writing) return out;
  if (!rpcIsObject(value)) return wrong("object");
  for (const key of Object.keys(map ? value : (schema as { fields: object }).fields)) {
    const converted = key === "__proto__" ? undefined : inner(map || (schema as { fields: Record<string, Schema> }).fields[key]!, key, rpcGet(value, key));
    if (converted !== undefined) out[key] = converted;
  }
  return out;
}

/** Converts what has no parts. It returns undefined for what does not fit. */
function rpcScalar(schema: Schema & string, value: unknown, writing: boolean): unknown {
  switch (schema) {
    case "boolean":
    case "string":
      return typeof value === schema ? value : undefined;
    case "date": {
      const date = writing ? value : new Date(String(value).replace(/(\.\d{3})\d+/, "$1"));
      const text = date instanceof Date && +date === +date && (writing ? date.toISOString() : value);
      // Go reads and writes the years that have four digits.
      if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
      return writing ? text : date;
    }
    case "bytes":
      if (writing) return value instanceof Uint8Array ? rpcToBase64(value) : undefined;
      return typeof value === "string" ? rpcFromBase64(value) : undefined;
  }
  const fits = schema === "number" ? Number.isFinite(value) : Number.isSafeInteger(value) && (schema === "int" || (value as number) >= 0);
  return fits ? value : undefined;
}

/** Returns a property that the object itself has, not one that every object has. */
export function rpcGet(object: unknown, name: string): unknown {
  const value = (object as Record<string, unknown> | undefined)?.[name];
  return value === (Object.prototype as unknown as Record<string, unknown>)[name] ? undefined : value;
}

/** Reports whether a value is an object and no array. */
export function rpcIsObject(value: unknown): value is Record<string, unknown> {
  return !!value && typeof value === "object" && !Array.isArray(value);
}
