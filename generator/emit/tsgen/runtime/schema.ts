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
 * - A function gives a named type, which may be recursive; see also {@link rpcOrNull}.
 */
export type Schema =
  | "any" | "boolean" | "string" | "number" | "int" | "uint" | "date" | "bytes"
  | { list: Schema; length?: number }
  | { map: Schema }
  | { fields: { [name: string]: Schema } }
  | { optional: Schema }
  | { nullable: Schema }
  | ((value: unknown) => Schema);

/** What a schema with parts may have, whichever it is. */
interface RpcParts {
  list?: Schema;
  length?: number;
  map?: Schema;
  fields?: { [name: string]: Schema };
  optional?: Schema;
  nullable?: Schema;
}

/**
 * Turns a value into what JSON.stringify takes (writing), or what JSON.parse gave into a value.
 * It throws an RpcError that names the path of what does not fit: the given one, empty or
 * beginning with a dot, and then field names and indexes.
 */
export function rpcConvert(schema: Schema, value: unknown, path: string, writing: boolean): unknown {
  while (typeof schema === "function") schema = schema(value);
  if (schema === "any") {
    if (!value || typeof value !== "object" || writing) return value;
    schema = Array.isArray(value) ? { list: schema } : { map: schema }; // for the sake of __proto__
  }
  let want: string;
  if (typeof schema === "string") {
    const scalar = rpcScalar(schema, value, writing);
    if (scalar !== undefined) return scalar;
    want = schema;
  } else {
    const { list, length, map, fields, optional, nullable } = schema as RpcParts;
    const inner = optional ?? nullable;
    if (inner) return value == null ? (optional ? undefined : null) : rpcConvert(inner, value, path, writing);
    if (value === null && !writing && !fields && !length) return list ? [] : {};
    if (list) {
      if (Array.isArray(value) && (length ?? value.length) === value.length) {
        return value.map((element, i) => rpcConvert(list, element, path + "." + i, writing));
      }
    } else if (rpcIsObject(value)) {
      const out: Record<string, unknown> = {};
      for (const key of Object.keys(fields ?? value)) {
        if (key === "__proto__") continue;
        const converted = rpcConvert(map ?? fields![key]!, rpcGet(value, key), path + "." + key, writing);
        if (converted !== undefined) out[key] = converted;
      }
      return out;
    }
    want = list ? "list" + (length ? " of " + length : "") : "object";
  }
  // Numbers are quoted; other values may be secrets.
  const got = typeof value === "number" ? value : {}.toString.call(value).slice(8, -1);
  throw rpcMisfit(`${path.slice(1) || "answer"}: ${want} expected, got ${got}`);
}

/** Converts what has no parts. It returns undefined for what does not fit. */
function rpcScalar(schema: Schema & string, value: unknown, writing: boolean): unknown {
  switch (schema) {
    case "boolean":
    case "string":
      return typeof value === schema ? value : undefined;
    case "date": {
      const text = writing ? value instanceof Date && value.toJSON() : value;
      // Go reads and writes the years that have four digits.
      if (!/^\d{4}(-..){2}T..(:..){2}(\.\d+)?(Z|[+-]..:..)$/.test(text as string)) return undefined;
      const date = new Date((text as string).replace(/(\.\d{3})\d+/, "$1"));
      return +date !== +date ? undefined : writing ? text : date;
    }
    case "bytes":
      if (writing) return value instanceof Uint8Array ? rpcToBase64(value) : undefined;
      return typeof value === "string" ? rpcFromBase64(value) : undefined;
  }
  const fits = schema === "number" ? Number.isFinite(value) : Number.isSafeInteger(value) && (schema === "int" || (value as number) >= 0);
  return fits ? value : undefined;
}

/**
 * Returns the schema of a response that is a struct or null. Null arrives as an object that has none of the struct's fields,
 * and is read as {}. It can be told from the struct, which has a field that must be there.
 */
export function rpcOrNull(struct: Schema): Schema {
  const fields = (struct as RpcParts).fields!;
  return (value) => (Object.keys(fields).some((name) => rpcGet(value, name) != null) ? struct : { fields: {} });
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
