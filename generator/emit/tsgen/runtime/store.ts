/**
 * Where a jar keeps texts under keys. It may answer at once or with promises.
 *
 * - WeChat: `{ get: k => wx.getStorageSync(k), set: (k, v) => wx.setStorageSync(k, v), remove: k => wx.removeStorageSync(k) }`
 * - uni-app: `{ get: k => uni.getStorageSync(k), set: (k, v) => uni.setStorageSync(k, v), remove: k => uni.removeStorageSync(k) }`
 * - React Native: `{ get: k => AsyncStorage.getItem(k), set: (k, v) => AsyncStorage.setItem(k, v), remove: k => AsyncStorage.removeItem(k) }`
 */
export interface RpcStore {
  /** Returns what is stored; null, undefined and "" are nothing. */
  get(key: string): RpcStored | PromiseLike<RpcStored>;
  set(key: string, value: string): unknown;
  /** Not called yet: a cookie that has expired is not sent, and overwritten by the next. */
  remove?(key: string): unknown;
}

/** What a store has under a key. */
export type RpcStored = string | null | undefined;

/** What the runtime uses of a Storage of the browser. */
interface RpcWebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Returns localStorage or sessionStorage as a store. It throws when used where there is none. */
export function rpcWebStore(name: "localStorage" | "sessionStorage"): RpcStore {
  const storage = () => (globalThis as unknown as Record<string, RpcWebStorage>)[name]!;
  return {
    get: (key) => storage().getItem(key),
    set: (key, value) => storage().setItem(key, value),
  };
}
