import { rpcNetworkError } from "./error.ts";
import type { RpcError } from "./error.ts";

/** The time that a call has. */
export interface RpcLimit {
  /** In milliseconds, 0 for any. */
  readonly timeout: number;
  /** For fetch; absent where there is no AbortController. */
  readonly signal: AbortSignal | undefined;
  /** Rejects when time has run out or the caller gives up. It never resolves. */
  readonly stopped: Promise<never>;
  /** Throws what stopped was rejected with. */
  check(): void;
  /** Lets go of the timer and of the caller's signal. */
  release(): void;
  /** Ends what still runs, such as an answer that is not wanted. */
  abort(): void;
}

/** Begins the time of a call. */
export function rpcBegin(timeout: number, caller: AbortSignal | undefined): RpcLimit {
  const controller = typeof AbortController === "function" ? new AbortController() : undefined;
  let over: RpcError | undefined;
  let reject: (error: RpcError) => void;
  const stopped = new Promise<never>((_, no) => (reject = no));
  stopped.catch(() => {}); // it may be rejected before anybody waits for it
  const stop = (message: string, code: string, cause?: unknown) => {
    over ??= rpcNetworkError(message, code, cause);
    reject(over);
    controller?.abort(over);
  };
  const cancel = () => stop("Request Canceled", "CANCELED", caller!.reason);
  // A longer time than a timer can have would be none.
  const timer = timeout > 0 ? setTimeout(stop, Math.min(timeout, 2 ** 31 - 1), "Request Timeout", "TIMEOUT") : undefined;
  if (caller?.aborted) cancel();
  else caller?.addEventListener("abort", cancel);
  return {
    timeout,
    signal: controller?.signal,
    stopped,
    check() {
      if (over) throw over;
    },
    release() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", cancel);
    },
    abort: () => controller?.abort(),
  };
}
