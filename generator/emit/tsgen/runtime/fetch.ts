import { rpcError, rpcErrorOf } from "./error.ts";
import type { RpcLimit } from "./limit.ts";

/**
 * What the client uses of fetch. Where there is no fetch, as in mini apps, a function of this
 * type stands in for it:
 *
 * ```ts
 * const wxFetch: RpcFetch = (url, init) => new Promise((resolve, reject) => {
 *   const task = wx.request({
 *     url, method: init.method, header: init.headers, data: init.body, dataType: "text", redirect: "manual",
 *     success: (res) => resolve({ status: res.statusCode, text: async () => res.data }),
 *     fail: (err) => reject(new Error(err.errMsg)),
 *   });
 *   init.signal?.addEventListener("abort", () => task.abort());
 * });
 * ```
 */
export type RpcFetch = (url: string, init: RpcFetchInit) => Promise<RpcFetchResponse>;

/** What the client asks of fetch. */
export interface RpcFetchInit {
  method: "POST";
  headers: Record<string, string>;
  body: string;
  redirect: "error";
  credentials: RpcCredentials;
  signal?: AbortSignal;
}

/** Whether HTTP cookies travel with a call. */
export type RpcCredentials = "omit" | "same-origin" | "include";

/** What the client uses of a Response. */
export interface RpcFetchResponse {
  readonly status: number;
  readonly redirected?: boolean;
  /** The bytes as they arrive. Without it, text is called, and the limit is one of characters. */
  readonly body?: { getReader(): RpcReader } | null;
  text(): Promise<string>;
}

/** What the client uses of a ReadableStreamDefaultReader. */
export interface RpcReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
}

/** An answer as it has arrived. */
export interface RpcReply {
  status: number;
  text: string;
}

/** Carries out a request. It throws an RpcError if there is no answer, or one that is not to be read. */
export async function rpcSend(fetch: RpcFetch, url: string, init: RpcFetchInit, max: number, limit: RpcLimit): Promise<RpcReply> {
  try {
    const response = await fetch(url, init);
    const { status } = response;
    if (response.redirected || (status >= 300 && status < 400)) {
      throw rpcError("NetworkError", "FORBIDDEN", `the server redirects (${status}); redirects are not followed`);
    }
    return { status, text: await rpcReadText(response, max) };
  } catch (error) {
    limit.abort(); // what still arrives is not wanted
    throw rpcErrorOf(error, "NetworkError", "LOST_CONN");
  }
}

/** Reads the body of an answer. It stops at the limit, not behind it. */
async function rpcReadText(response: RpcFetchResponse, max: number): Promise<string> {
  const reader = response.body?.getReader?.();
  let text = reader ? "" : await response.text();
  let size = text.length;
  if (reader) {
    const decoder = new TextDecoder();
    for (let part; size <= max && !(part = await reader.read()).done; ) {
      size += part.value!.length;
      text += decoder.decode(part.value, { stream: true });
    }
  }
  if (size > max) throw rpcError("ClientError", "TOO_LARGE", `the response has more than ${max} bytes`);
  return text;
}
