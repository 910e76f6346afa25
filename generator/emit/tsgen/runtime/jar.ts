import { rpcMerge, rpcReadCookie, rpcSame } from "./cookie.ts";
import type { RpcCookie } from "./cookie.ts";
import { rpcLocked, rpcThen } from "./lock.ts";
import { rpcGet } from "./schema.ts";
import { rpcMemoryStore, rpcSafeStore, rpcWebStore } from "./store.ts";
import type { RpcStore } from "./store.ts";

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
 * the store does not take is kept in memory.
 */
export function createJar(
  store: RpcStore | "localStorage" | "sessionStorage" | "memory" = "document" in globalThis ? "localStorage" : "memory",
  options: JarOptions = {},
): Jar {
  const { get, set, remove } = rpcSafeStore(store === "memory" ? rpcMemoryStore() : typeof store === "string" ? rpcWebStore(store) : store);
  const lifetime = options.lifetime ?? 0;

  const load = (origin: string) => {
    const key = "rpcgen:" + origin;
    return rpcThen(get(key), (text) => {
      const entry = rpcReadEntry(text);
      if (entry && !entry.cookie) {
        void rpcLocked(key, () => rpcThen(get(key), (now) => (now === text ? remove(key) : 0))); // it has expired
      }
      return entry?.cookie;
    });
  };

  const write = (key: string, text: string | null | undefined, sent: RpcCookie | undefined, got: RpcCookie) => {
    const now = Date.now();
    const entry = rpcReadEntry(text);
    const ours = entry?.cookie;
    const cookie = rpcReadCookie(rpcMerge(sent, got, ours));
    if (!cookie) return console.warn("rpcgen: the cookie would be over the limits and is not stored");
    const next: RpcEntry = { cookie };
    if (lifetime > 0) {
      next.expires = now + lifetime;
      const gained = next.expires - (entry?.expires ?? 0); // beyond the new one, the clock was set back
      if (ours && gained >= 0 && gained < lifetime / 10) next.expires = entry!.expires!; // not worth writing
    }
    for (const name of Object.keys(cookie)) {
      const old = rpcSame(cookie[name], rpcGet(ours, name)) ? rpcGet(entry!.keys, name) : undefined;
      const lasts = (rpcGet(options.keyLifetimes, name) as number) > 0 ? now + options.keyLifetimes![name]! : Infinity;
      const until = Math.min((old as number | undefined) ?? Infinity, lasts);
      if (until < Infinity) (next.keys ??= {})[name] = until;
    }
    const changed = JSON.stringify(next);
    return changed === text ? undefined : set(key, changed);
  };

  const merge = (origin: string, sent: RpcCookie | undefined, got: RpcCookie) => {
    if (!lifetime && rpcSame(sent, got)) return; // an echo, as most answers are
    const key = "rpcgen:" + origin;
    const step = () => rpcThen(get(key), (text) => write(key, text, sent, got));
    return store === "memory" ? step() : rpcLocked<unknown>(key, step);
  };

  return { load, merge };
}

/** What a store holds for one origin, as JSON. Times are milliseconds since 1970. */
interface RpcEntry {
  cookie?: RpcCookie | undefined;
  expires?: number;
  /** When single keys expire. */
  keys?: { [key: string]: number };
}

/**
 * Reads a stored text. The result has no cookie if all of it has expired, and is undefined if
 * there is nothing, or something else than an entry.
 */
function rpcReadEntry(text: string | null | undefined): RpcEntry | undefined {
  try {
    const entry = JSON.parse(text as string) as RpcEntry | null;
    const cookie = rpcReadCookie(entry!.cookie);
    if (!cookie) return undefined;
    const now = Date.now();
    entry!.cookie = (entry!.expires as number) <= now ? undefined : cookie;
    let expired = false;
    for (const key of Object.keys(entry!.keys ?? {})) {
      if (entry!.keys![key]! <= now) expired = delete cookie[key];
    }
    if (expired && !Object.keys(cookie).length) entry!.cookie = undefined;
    return entry!;
  } catch {
    return undefined;
  }
}
