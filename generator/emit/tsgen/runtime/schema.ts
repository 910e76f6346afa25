import { rpcFromBase64, rpcToBase64 } from "./bytes.ts";
import { rpcClientError } from "./error.ts";

/**
 * How a value stands on the wire.
 *
 * - "int" and "uint" are whole numbers within ±(2^53−1); others are refused in both directions.
 * - "date" is a Date here and RFC 3339 text in UTC there, "bytes" a Uint8Array and base64.
 * - A list or a map that arrives as null is read as [] or {}.
 * - Fields that a struct does not have are dropped in both directions, and so is a key
 *   `__proto__` of a map or of an "any".
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

/** Where a value stands: "res" or "req", then field names and indexes. */
type RpcPath = (string | number)[];

/**
 * Turns a value into what JSON.stringify takes (writing), or what JSON.parse gave into a value.
 * It throws an RpcError that names the path of what does not fit.
 */
export function rpcConvert(schema: Schema, value: unknown, path: RpcPath, writing: boolean): unknown {
  while (typeof schema === "function") schema = schema();
  if (path.length > rpcMaxDepth) return rpcMisfit("less depth", value, path);
  if (typeof schema === "string") return rpcScalar(schema, value, path, writing);
  if ("nullable" in schema) return value == null ? null : rpcConvert(schema.nullable, value, path, writing);
  if ("optional" in schema) return value == null ? undefined : rpcConvert(schema.optional, value, path, writing);
  const inner = (schema: Schema, key: string | number, value: unknown) => {
    path.push(key);
    const converted = rpcConvert(schema, value, path, writing);
    path.pop();
    return converted;
  };
  if ("list" in schema) {
    const { list, length } = schema;
    if (value === null && !writing && !length) return [];
    if (!Array.isArray(value)) return rpcMisfit("array", value, path);
    if (length !== undefined && value.length !== length) return rpcMisfit("array of " + length, value, path);
    return Array.from(value, (element, i) => inner(list, i, element));
  }
  const out: Record<string, unknown> = {};
  if ("map" in schema) {
    for (const key of Object.keys(rpcObject(value === null && !writing ? {} : value, path))) {
      if (key !== "__proto__") out[key] = inner(schema.map, key, (value as typeof out)[key]);
    }
    return out;
  }
  const object = rpcObject(value, path);
  for (const name of Object.keys(schema.fields)) {
    const field = inner(schema.fields[name]!, name, rpcGet(object, name));
    if (field !== undefined) out[name] = field;
  }
  return out;
}

function rpcScalar(schema: Schema & string, value: unknown, path: RpcPath, writing: boolean): unknown {
  switch (schema) {
    case "any": // through the lists and maps in it, for the sake of __proto__
      if (typeof value !== "object" || !value || writing) return value;
      return rpcConvert(Array.isArray(value) ? { list: schema } : { map: schema }, value, path, writing);
    case "boolean":
    case "string":
      if (typeof value === schema) return value;
      break;
    case "date": {
      const text = writing ? value instanceof Date && +value === +value && value.toISOString() : value;
      // Go reads and writes the years that have four digits.
      if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) break;
      if (writing) return text;
      const date = new Date(text.replace(/(\.\d{3})\d+/, "$1"));
      if (+date === +date) return date;
      break;
    }
    case "bytes":
      if (writing) {
        if (value instanceof Uint8Array) return rpcToBase64(value);
      } else if (typeof value === "string") {
        const bytes = rpcFromBase64(value);
        if (bytes) return bytes;
      }
      break;
    default:
      if (schema === "number" ? Number.isFinite(value) : Number.isSafeInteger(value) && (schema === "int" || (value as number) >= 0)) return value;
  }
  return rpcMisfit(schema, value, path);
}

/** Returns a property that the object itself has, not one that every object has. */
export function rpcGet(object: object | undefined, name: string): unknown {
  const value = (object as Record<string, unknown> | undefined)?.[name];
  return value === (Object.prototype as unknown as Record<string, unknown>)[name] ? undefined : value;
}

/** Returns the value if it is an object and no array. */
export function rpcObject(value: unknown, path: RpcPath): object {
  return typeof value === "object" && value && !Array.isArray(value) ? value : rpcMisfit("object", value, path);
}

/** Throws. Numbers are quoted; other values may be secrets. */
function rpcMisfit(want: string, value: unknown, path: RpcPath): never {
  const got = value === undefined ? "nothing" : value === null || typeof value === "number" ? value : Array.isArray(value) ? "array" : typeof value;
  throw rpcClientError(`${path.join(".")}: ${want} expected, got ${got}`, "INPUT_DATA_ERR");
}
