import { rpcGet, rpcIsObject } from "./schema.ts";

/**
 * The data that travels in the body of every call as `__cookie`: the server returns it, the
 * client stores it and sends it with its next call. The session id is a key to somebody's
 * session: do not log cookies.
 */
export interface RpcCookie {
  sessionId?: string;
  [key: string]: unknown;
}

/**
 * Returns a copy of what is a cookie, undefined of anything else: of what is over the limits
 * (4096 bytes, 50 keys, 8 levels), too, as no server takes that. Keys that could
 * reach a prototype (`__proto__`, `constructor`, `prototype`) are left out at any depth.
 */
export function rpcReadCookie(value: unknown): RpcCookie | undefined {
  try {
    const cookie = rpcPlain(value, 8);
    if (!rpcIsObject(cookie)) return undefined;
    if (!cookie["sessionId"]) delete cookie["sessionId"];
    const bytes = encodeURIComponent(JSON.stringify(cookie)).replace(/%../g, "%").length; // mini apps have no TextEncoder
    const fits = typeof (cookie["sessionId"] || "") === "string" && Object.keys(cookie).length <= 50 && bytes <= 4096;
    return fits ? (cookie as RpcCookie) : undefined;
  } catch {
    return undefined; // too deep, or half of a surrogate pair
  }
}

/**
 * Returns what a jar holds after an answer has arrived, of what rpcReadCookie has read: base is the cookie that was sent with
 * that call, theirs the one that came back, ours what the jar holds now, after other calls may
 * have changed it.
 *
 * What this call changed, from base to theirs, is taken; all else stays as ours has it. The
 * session id is taken only if ours is still the one of base: else somebody has renewed it
 * meanwhile, and an older id must not come back. An empty theirs removes what was in base.
 */
export function rpcMerge(base: RpcCookie | undefined, theirs: RpcCookie, ours: RpcCookie | undefined): RpcCookie {
  const out = { ...ours };
  for (const key of Object.keys({ ...base, ...theirs })) {
    const before = rpcGet(base, key);
    const after = rpcGet(theirs, key);
    if (rpcSame(before, after) || (key === "sessionId" && before !== out[key])) continue;
    if (after === undefined) delete out[key];
    else out[key] = after;
  }
  return out;
}

/** Reports whether two values that rpcReadCookie has read mean the same. */
export function rpcSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Copies a JSON value, its keys sorted and without those that could reach a prototype. */
function rpcPlain(value: unknown, depth: number): unknown {
  if (!value || typeof value !== "object") return value;
  if (!depth) throw value; // too deep
  if (Array.isArray(value)) return value.map((element) => rpcPlain(element, depth - 1));
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    if (!/^(__proto__|constructor|prototype)$/.test(key)) out[key] = rpcPlain(rpcGet(value, key), depth - 1);
  }
  return out;
}
