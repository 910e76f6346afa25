/** What this file needs of the browser's navigator. */
interface RpcLocks {
  navigator?: { locks?: { request<T>(name: string, work: () => T | Promise<T>): Promise<T> } };
}

/** The last one in line, by name. There is a name for each server that is called. */
const rpcQueues = new Map<string, Promise<unknown>>();

/**
 * Carries work out while nobody else does who asks for the same name: in all tabs where the
 * browser has navigator.locks, else in this program. Then, what work reads from a
 * synchronous store and writes without waiting between is one step all the same.
 */
export function rpcLocked<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const queued = () => {
    const turn = (rpcQueues.get(name) ?? Promise.resolve()).then(work);
    rpcQueues.set(name, turn.catch(() => {}));
    return turn;
  };
  const locks = (globalThis as RpcLocks).navigator?.locks;
  return locks ? locks.request(name, work).catch(queued) : queued(); // some pages have locks and may not use them
}

/** Passes a value on, at once if it is no promise. */
export function rpcThen<A, B>(value: A | PromiseLike<A>, next: (value: A) => B | PromiseLike<B>): B | PromiseLike<B> {
  return rpcIsPromise(value) ? value.then(next) : next(value);
}

export function rpcIsPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === "function";
}
