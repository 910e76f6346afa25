/** What this file needs of the browser's navigator. */
interface RpcNavigator {
  navigator?: { locks?: { request<T>(name: string, work: () => Promise<T>): Promise<T> } };
}

/** The last one in line, by name. There is a name for each server that is called. */
const rpcQueues = new Map<string, Promise<unknown>>();

/**
 * Carries work out while nobody else does who asks for the same name: in all tabs where the
 * browser has navigator.locks, else in this program. The work never rejects.
 */
export function rpcLocked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const queued = () => {
    const turn = (rpcQueues.get(name) ?? Promise.resolve()).then(work);
    rpcQueues.set(name, turn);
    return turn;
  };
  const locks = (globalThis as RpcNavigator).navigator?.locks;
  return locks ? locks.request(name, work).catch(queued) : queued(); // some pages have locks and may not use them
}
