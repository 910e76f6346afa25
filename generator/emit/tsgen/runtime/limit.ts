import { rpcError } from "./error.ts";
import type { RpcError } from "./error.ts";
import type { RpcSignal } from "./signal.ts";

/** What the client uses of the global AbortController, where there is one. */
declare const AbortController: (new () => { readonly signal: RpcSignal; abort(): void }) | undefined;

/** The time that a call has. */
export interface RpcLimit {
  /** For fetch; null where there is no AbortController. */
  readonly signal: RpcSignal | null;
  /** Rejects when time has run out or the caller gives up. It resolves with end. */
  readonly over: Promise<never>;
  /** Throws what over was rejected with. */
  check(): void;
  /** Ends the time of a call, and of one that has failed what still arrives. */
  end(failed: boolean): void;
}

/** Begins the time of a call. */
export function rpcBegin(timeout: number, caller: RpcSignal | undefined): RpcLimit {
  const controller = typeof AbortController === "function" ? new AbortController() : null;
  let error: RpcError | undefined;
  let resolve: (nothing: never) => void;
  let reject: (error: RpcError) => void;
  const over = new Promise<never>((yes, no) => ((resolve = yes), (reject = no)));
  const stop = (message: string, code: string, cause?: unknown) => reject((error ??= rpcError("NetworkError", code, message, cause)));
  const cancel = () => stop("Request Canceled", "CANCELED", caller!.reason);
  // A longer time than a timer can have would be none.
  const timer = timeout !== 0 && setTimeout(stop, Math.min(timeout, 2e9), "Request Timeout", "TIMEOUT");
  if (caller?.aborted) cancel();
  caller?.addEventListener("abort", cancel);
  return {
    signal: controller && controller.signal,
    over,
    check() {
      if (error) throw error;
    },
    end(failed) {
      if (failed) controller?.abort();
      clearTimeout(timer as ReturnType<typeof setTimeout>);
      caller?.removeEventListener("abort", cancel);
      resolve(undefined as never);
    },
  };
}
