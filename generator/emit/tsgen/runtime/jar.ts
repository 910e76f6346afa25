import { rpcMerge, rpcReadCookie, rpcSame } from "./cookie.ts";
import type { RpcCookie } from "./cookie.ts";
import { rpcLocked } from "./lock.ts";
import { rpcGet } from "./schema.ts";
import { rpcWebStore } from "./store.ts";
import type { RpcStore, RpcStored } from "./store.ts";

/**
 * Keeps the cookies of servers, each under the server's origin, such as
 * "https://example.com:443". A cookie of one origin never goes to another.
 */
export interface Jar {
  /** Returns the cookie to send, undefined if there is none. */
  load(origin: string): RpcCookie | undefined | PromiseLike<RpcCookie | undefined>;
  /**
   * Stores what has come back: what this call changed, from sent to got, and nothing that other
   * calls have changed meanwhile. To read, to merge and to write are one step.
   */
  merge(origin: string, sent: RpcCookie | undefined, got: RpcCookie): unknown;
}

/** What {@link createJar} takes beside the store. All times are in milliseconds. */
export interface JarOptions {
  /** Forget a server's cookie this long after its last answer. 0, the default: never. */
  lifetime?: number;
  /** Forget single keys this long after they got the value they have. "sessionId" is the session id. */
  keyLifetimes?: { [key: string]: number };
}

/**
 * Returns a jar over a store: the browser's, memory, or any object that can get, set and remove.
 * The default is localStorage in a page and memory elsewhere, as in Node.
 *
 * The keys in the store are `rpcgen:` and the origin, so that clients, pages and tabs with the
 * same store share their cookies. What is stored there and is no cookie counts as nothing. What
 * the store does not take, as it is full or switched off, is kept in memory until it does, or
 * until somebody else has changed what is stored.
 */
export function createJar(
  store: RpcStore | "localStorage" | "sessionStorage" | "memory" = "document" in globalThis ? "localStorage" : "memory",
  { lifetime, keyLifetimes }: JarOptions = {},
): Jar {
  const backing = store === "memory" ? undefined : typeof store === "string" ? rpcWebStore(store) : store;
  /** What the store has not taken, under the key and what it holds there instead. */
  const memory = new Map<string, string>();

  /** Hands on what is stored: at once if the store gives it at once, so that nothing comes between. */
  const look = async <T>(key: string, use: (text: RpcStored, held: RpcStored) => T | Promise<T>): Promise<T> => {
    let held: RpcStored;
    try {
      const stored = backing?.get(key);
      held = ((stored as PromiseLike<RpcStored> | undefined)?.then ? await stored : (stored as RpcStored)) || undefined;
    } catch {
      // as if there were nothing
    }
    return use(memory.get(key + held) ?? held, held);
  };

  /** Stores an answer's cookie where text is stored now. */
  const write = async (key: string, text: RpcStored, held: RpcStored, sent: RpcCookie | undefined, got: RpcCookie) => {
    const now = Date.now();
    const old = rpcReadEntry(text);
    const cookie = rpcReadCookie(rpcMerge(sent, got, old?.cookie)) ?? got; // together they may be too large
    const next: RpcEntry = { cookie };
    if (lifetime! > 0) next.expires = now + lifetime!;
    for (const name of Object.keys(cookie)) {
      const lasts = rpcGet(keyLifetimes, name) as number;
      const kept = rpcSame(cookie[name], rpcGet(old?.cookie, name)) && rpcGet(old!.keys, name);
      const until = Math.min(lasts > 0 ? now + lasts : Infinity, (kept as number) || Infinity);
      if (until < Infinity) (next.keys ??= {})[name] = until;
    }
    const changed = JSON.stringify(next);
    memory.set(key + held, changed);
    try {
      await backing!.set(key, changed);
      memory.delete(key + held);
    } catch {
      // it stays in memory, as it does where there is nothing else
    }
  };

  return {
    load: (origin) => look("rpcgen:" + origin, (text) => rpcReadEntry(text)?.cookie),
    async merge(origin, sent, got) {
      if (!lifetime && rpcSame(sent, got)) return; // an echo, as most answers are
      const key = "rpcgen:" + origin;
      await rpcLocked(key, () => look(key, (text, held) => write(key, text, held, sent, got)));
    },
  };
}

/** What a store holds for one origin, as JSON. Times are milliseconds since 1970. */
interface RpcEntry {
  cookie: RpcCookie;
  expires?: number;
  /** When single keys expire. */
  keys?: { [key: string]: number };
}

/** Reads a stored text. It returns undefined if there is nothing, something else, or all has expired. */
function rpcReadEntry(text: RpcStored): RpcEntry | undefined {
  try {
    const now = Date.now();
    const entry = JSON.parse(text!) as RpcEntry;
    const cookie = rpcReadCookie(entry.cookie);
    if (!cookie || entry.expires! <= now) return undefined;
    entry.cookie = cookie;
    const expired = Object.keys(entry.keys ?? {}).filter((key) => entry.keys![key]! <= now && delete cookie[key]);
    return expired.length && !Object.keys(cookie).length ? undefined : entry;
  } catch {
    return undefined;
  }
}
