import { rpcError, rpcErrorOf } from "./error.ts";
import type { RpcSignal } from "./signal.ts";

/** What the client uses of the global TextDecoder. Where there is no body to read, there need be none. */
declare const TextDecoder: new () => { decode(part: Uint8Array | undefined, options: { stream: true }): string };

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
  /** null where there is no AbortController. */
  signal: RpcSignal | null;
}

/** Whether HTTP cookies travel with a call. */
export type RpcCredentials = "omit" | "same-origin" | "include";

/** What the client uses of a Response. */
export interface RpcFetchResponse {
  readonly status: number;
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
export async function rpcSend(fetch: RpcFetch, url: string, init: RpcFetchInit, max: number): Promise<RpcReply> {
  try {
    const response = await fetch(url, init);
    const reader = response.body?.getReader();
    let text = reader ? "" : await response.text();
    let size = text.length;
    if (reader) {
      const decoder = new TextDecoder();
      for (let part; size <= max && !(part = await reader.read()).done; ) {
        size += part.value!.length;
        text += decoder.decode(part.value, { stream: true });
      }
    }
    if (size > max) throw rpcError("ClientError", "TOO_LARGE", `answer over ${max} bytes`);
    return { status: response.status, text };
  } catch (error) {
    throw rpcErrorOf(error, "NetworkError", "LOST_CONN");
  }
}
