import { rpcMisfit } from "./error.ts";
import { rpcConvert, rpcGet } from "./schema.ts";
import type { Schema } from "./schema.ts";

/**
 * What the author of a service asks of a value; the server checks it too. What is absent keeps
 * to any rules. A function gives those of a type that may be recursive.
 */
export interface RpcRules {
  /** A number is at least min, or a text, a list, a map or bytes that long. */
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly (string | number)[];
  readonly pattern?: RegExp;
  /** The pattern as it is in Go, if that is not the same. */
  readonly source?: string;
  /** Zero and what is empty keep to any rules, as Go leaves them out. */
  readonly sparse?: boolean;
  readonly fields?: { readonly [name: string]: RpcRules | (() => RpcRules) };
  /** The rules for each element of a list, or value of a map. */
  readonly each?: RpcRules | (() => RpcRules);
}

/** Returns the schema of a request that is refused, as the server would, if it breaks a rule. */
export function rpcChecked(schema: Schema, rules: RpcRules): Schema {
  return (request) => {
    rpcConvert(schema, request, ".req", true); // what has the wrong type is said first
    rpcCheck(rules, request, "");
    return schema;
  };
}

/** Throws an RpcError if a value, which is of the right type, or what is in it breaks a rule. */
function rpcCheck(rules: RpcRules | (() => RpcRules), value: unknown, path: string): void {
  if (value == null) return;
  const { min, max, oneOf, pattern, source, sparse, fields, each } = typeof rules === "function" ? rules() : rules;
  const [size, unit] = rpcSize(value);
  if (sparse && !size) return;
  const refuse = (text: string): never => {
    throw rpcMisfit((path && "Property `" + path + "`: ") + "Must " + text);
  };
  const bound = (word: string, n: number): never => {
    const units = !unit ? "" : n === 1 ? unit : unit.replace(/y$/, "ie") + "s";
    return refuse((unit ? "have" : "be") + " at " + word + " " + n + units + ".");
  };
  if (min !== undefined && size < min) bound("least", min);
  if (max !== undefined && size > max) bound("most", max);
  if (oneOf && !oneOf.includes(value as string)) refuse("be one of: " + oneOf.join(", ") + ".");
  if (pattern && !pattern.test(value as string)) refuse("match " + (source ?? pattern.source));
  const within = (inner: RpcRules | (() => RpcRules), key: string) => rpcCheck(inner, rpcGet(value, key), path && path + "." + key || key);
  for (const key of Object.keys(fields ?? {})) within(fields![key]!, key);
  if (each) for (const key of rpcKeys(value as object)) within(each, key);
}

/** Returns the indexes of a list, or the keys of a map in the order in which the server looks at them. */
function rpcKeys(value: object): string[] {
  const keys = Object.keys(value);
  return Array.isArray(value) ? keys : keys.sort();
}

/** Returns a number, or how large another value is, and in what. */
function rpcSize(value: unknown): [number, string] {
  if (typeof value === "number") return [value, ""];
  if (typeof value === "string") return [[...value].length, " character"];
  if (value instanceof Uint8Array) return [value.length, " byte"];
  if (Array.isArray(value)) return [value.length, " element"];
  return [Object.keys(value as object).length, " entry"];
}
