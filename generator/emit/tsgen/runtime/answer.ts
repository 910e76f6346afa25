import { rpcReadCookie } from "./cookie.ts";
import type { RpcCookie } from "./cookie.ts";
import { RpcError, rpcIsError, rpcMisfit } from "./error.ts";
import type { RpcErrorFields } from "./error.ts";
import type { RpcReturn } from "./flow.ts";
import { rpcConvert, rpcGet } from "./schema.ts";
import type { Schema } from "./schema.ts";

/** An answer of the server: what it says, and the cookie that comes with it. */
export interface RpcAnswer {
  ret: RpcReturn;
  cookie: RpcCookie | undefined;
}

/** The text is TSRPC's. */
const rpcNoAnswer = "Parse server output error";

/**
 * Reads the body of an answer. It throws an RpcError if that is none:
 * {"isSucc":true,"res":{…}} or {"isSucc":false,"err":{…}}.
 */
export function rpcReadAnswer(text: string, response: Schema): RpcAnswer {
  let body: { res?: unknown };
  let ret: { isSucc: boolean; res?: object; err?: Record<string, unknown> };
  try {
    body = JSON.parse(text);
    const fields: Record<string, Schema> = { isSucc: "boolean", res: { optional: response }, err: { optional: { map: "any" } } };
    ret = rpcConvert({ fields }, body, "", false) as typeof ret;
  } catch (cause) {
    throw rpcIsError(cause) ? cause : rpcMisfit(rpcNoAnswer, cause); // no JSON, or endlessly deep
  }
  const { isSucc, res, err } = ret;
  const carried = rpcGet(isSucc ? body.res : body, "__cookie");
  const cookie = rpcReadCookie(carried);
  if (isSucc ? !res : !err) throw rpcMisfit(rpcNoAnswer);
  if (carried != null && !cookie) throw rpcMisfit("__cookie expected"); // or one within the limits
  if (!isSucc) {
    const { message, type, code, ...data } = err!;
    return { ret: { isSucc, err: new RpcError(message as string, { type, code, data } as RpcErrorFields) }, cookie };
  }
  // Readable, and not printed: it holds the session id.
  Object.defineProperty(res, "__cookie", { value: cookie });
  return { ret: { isSucc, res: res! }, cookie };
}
