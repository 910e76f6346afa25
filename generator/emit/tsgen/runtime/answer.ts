import { rpcReadCookie } from "./cookie.ts";
import type { RpcCookie } from "./cookie.ts";
import { RpcError, rpcMisfit } from "./error.ts";
import type { RpcErrorFields } from "./error.ts";
import type { RpcReturn } from "./flow.ts";
import { rpcConvert, rpcGet, rpcIsObject } from "./schema.ts";
import type { Schema } from "./schema.ts";

/** An answer of the server: what it says, and the cookie that comes with it. */
export interface RpcAnswer {
  ret: RpcReturn;
  cookie: RpcCookie | undefined;
}

/**
 * Reads the body of an answer. It throws an RpcError if that is none:
 * {"isSucc":true,"res":{…}} or {"isSucc":false,"err":{…}}.
 */
export function rpcReadAnswer(text: string, response: Schema): RpcAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw rpcMisfit("Parse server output error", cause);
  }
  const fields = { isSucc: "boolean", res: { optional: response }, err: { optional: "any" } } as const;
  const { isSucc, res, err } = rpcConvert({ fields }, body, [], false) as { isSucc: boolean; res?: object; err?: unknown };
  const carried = rpcGet(isSucc ? rpcGet(body, "res") : body, "__cookie");
  const cookie = rpcReadCookie(carried);
  if (isSucc ? !res : !err) throw rpcMisfit("answer: neither res nor err");
  if (carried != null && !cookie) throw rpcMisfit("__cookie: no cookie, or over the limits");
  if (!isSucc) return { ret: { isSucc, err: rpcServerError(err) }, cookie };
  // Readable, and not printed: it holds the session id.
  Object.defineProperty(res, "__cookie", { value: cookie });
  return { ret: { isSucc, res: res! }, cookie };
}

/** Makes an RpcError of what a server gives as its error. Other servers than ours may give anything. */
function rpcServerError(err: unknown): RpcError {
  if (!rpcIsObject(err)) return new RpcError(String(err));
  const { message, type, code, ...data } = err;
  const fields: RpcErrorFields = { data };
  if (typeof type === "string") fields.type = type as RpcErrorFields["type"] & string;
  if (typeof code === "string" || typeof code === "number") fields.code = code;
  return new RpcError(String(message ?? ""), fields);
}
