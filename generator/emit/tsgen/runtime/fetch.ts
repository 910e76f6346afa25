import { rpcClientError, rpcIsError, rpcNetworkError } from "./error.ts";
import type { RpcLimit } from "./limit.ts";

/**
 * What the client uses of fetch. Where there is no fetch, as in mini apps, a function of this
 * type can stand in for it:
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
  readonly headers?: { get(name: string): string | null };
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
      throw rpcNetworkError(`the server redirects (${status}); redirects are not followed`, "FORBIDDEN");
    }
    const text = await rpcReadText(response, max);
    const reason = text ? "" : response.headers?.get("X-TSRPC-Close-Reason"); // see tsrpc-wire 2.3
    if (reason) throw rpcNetworkError(reason.slice(0, 200), "LOST_CONN");
    return { status, text };
  } catch (error) {
    limit.abort(); // an answer that still arrives is not wanted
    if (rpcIsError(error)) throw error;
    const cause = ((error as Error).cause ?? error) as { message?: string; code?: string }; // Node says more there
    const code = /^E[A-Z]+$/.test(cause.code ?? "") ? cause.code! : "LOST_CONN";
    throw rpcNetworkError(cause.message || String(error), code, error);
  }
}

/** Reads the body of an answer. It stops at the limit, not behind it. */
async function rpcReadText(response: RpcFetchResponse, max: number): Promise<string> {
  const tooLarge = () => rpcClientError(`the response has more than ${max} bytes`, "TOO_LARGE");
  if (!response.body?.getReader) {
    const text = await response.text();
    if (text.length > max) throw tooLarge();
    return text;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    if ((size += value!.length) > max) throw tooLarge();
    text += decoder.decode(value, { stream: true });
  }
}
