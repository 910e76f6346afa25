import { rpcReadCookie } from "./cookie.ts";
import type { RpcCookie } from "./cookie.ts";
import { RpcError, rpcClientError } from "./error.ts";
import type { RpcErrorFields } from "./error.ts";
import type { RpcReturn } from "./flow.ts";
import { rpcConvert, rpcGet, rpcObject } from "./schema.ts";
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
  let body: object;
  try {
    body = rpcObject(JSON.parse(text), ["answer"]);
  } catch (cause) {
    throw rpcNoAnswer(cause);
  }
  const [res, err] = [rpcGet(body, "res"), rpcGet(body, "err")];
  if (rpcGet(body, "isSucc") === true && res !== undefined) {
    const value = rpcConvert(response, res, ["res"], false) as object;
    const cookie = rpcAnswerCookie(res as object, "res.__cookie");
    // Readable, and not printed: it holds the session id.
    Object.defineProperty(value, "__cookie", { value: cookie, configurable: true, writable: true });
    return { ret: { isSucc: true, res: value }, cookie };
  }
  if (rpcGet(body, "isSucc") !== false || !err) throw rpcNoAnswer();
  return { ret: { isSucc: false, err: rpcServerError(err) }, cookie: rpcAnswerCookie(body, "__cookie") };
}

function rpcNoAnswer(cause?: unknown): RpcError {
  return rpcClientError("Parse server output error", "INPUT_DATA_ERR", cause);
}

/** Returns the cookie that an answer carries, undefined if it carries none. */
function rpcAnswerCookie(body: object, path: string): RpcCookie | undefined {
  const value = rpcGet(body, "__cookie");
  const cookie = rpcReadCookie(value);
  if (value != null && !cookie) throw rpcClientError(path + ": no cookie, or one over the limits", "INPUT_DATA_ERR");
  return cookie;
}

/** Makes an RpcError of what a server gives as its error. Other servers than ours may give anything. */
function rpcServerError(err: unknown): RpcError {
  if (typeof err !== "object") return new RpcError(String(err));
  const { message, type, code, ...data } = rpcConvert({ map: "any" }, err, ["err"], false) as RpcErrorFields & { message?: unknown };
  const fields: RpcErrorFields = { data: data as Record<string, unknown> };
  if (typeof type === "string") fields.type = type;
  if (typeof code === "string" || typeof code === "number") fields.code = code;
  return new RpcError(typeof message === "string" ? message : "", fields);
}
