/** A signal to abort: the platform's AbortSignal, or something like it where there is none, as in mini apps. */
export type RpcSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : RpcSignalLike;

/** What the client uses of an AbortSignal. */
export interface RpcSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
