import { rpcIsPromise, rpcThen } from "./lock.ts";

/**
 * Where a jar keeps texts under keys. It may answer at once or with promises.
 *
 * - WeChat: `{ get: k => wx.getStorageSync(k), set: (k, v) => wx.setStorageSync(k, v), remove: k => wx.removeStorageSync(k) }`
 * - uni-app: the same with `uni`
 * - React Native: `{ get: k => AsyncStorage.getItem(k), set: (k, v) => AsyncStorage.setItem(k, v), remove: k => AsyncStorage.removeItem(k) }`
 */
export interface RpcStore {
  /** Returns what is stored; null, undefined and "" are nothing. */
  get(key: string): string | null | undefined | PromiseLike<string | null | undefined>;
  set(key: string, value: string): unknown;
  remove(key: string): unknown;
}

/** What the runtime uses of a Storage of the browser. */
interface RpcWebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Returns a store that ends with the page or the program. */
export function rpcMemoryStore(): RpcStore {
  const texts = new Map<string, string>();
  return { get: (key) => texts.get(key), set: (key, value) => texts.set(key, value), remove: (key) => texts.delete(key) };
}

/** Returns localStorage or sessionStorage as a store. It throws when used where there is none. */
export function rpcWebStore(name: "localStorage" | "sessionStorage"): RpcStore {
  const storage = () => (globalThis as unknown as Record<string, RpcWebStorage>)[name]!;
  return {
    get: (key) => storage().getItem(key),
    set: (key, value) => storage().setItem(key, value),
    remove: (key) => storage().removeItem(key),
  };
}

/**
 * Returns a store that never fails: what store would not take, as it is full or switched off,
 * is kept in memory until it does.
 */
export function rpcSafeStore(store: RpcStore): RpcStore {
  const spare = new Map<string, string>();
  return {
    get: (key) => spare.get(key) ?? rpcAttempt(() => store.get(key), () => undefined),
    set: (key, value) => rpcAttempt<unknown>(() => rpcThen(store.set(key, value), () => spare.delete(key)), () => spare.set(key, value)),
    remove: (key) => (spare.delete(key), rpcAttempt(() => store.remove(key), () => undefined)),
  };
}

/** Returns what work returns or resolves to, or what instead does if work fails. */
function rpcAttempt<T>(work: () => T | PromiseLike<T>, instead: () => T): T | PromiseLike<T> {
  try {
    const result = work();
    return rpcIsPromise(result) ? result.then(undefined, instead) : result;
  } catch {
    return instead();
  }
}
