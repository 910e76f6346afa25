/** What this file needs of the browser's navigator. */
interface RpcNavigator {
  navigator?: { locks?: { request<T>(name: string, work: () => Promise<T>): Promise<T> } };
}

/** The last one in line, by name. There is a name for each server that is called. */
const rpcQueues = new Map<string, Promise<unknown>>();

/**
 * Carries work out while nobody else does who asks for the same name: in all tabs where the
 * browser has navigator.locks, else in this program. After five seconds it goes on even if the
 * work has not ended, as a store may never answer. The work never rejects.
 */
export function rpcLocked(name: string, work: () => Promise<unknown>): Promise<unknown> {
  const bounded = async () => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([work(), new Promise((resolve) => (timer = setTimeout(resolve, 5000)))]);
    clearTimeout(timer!);
  };
  const locks = (globalThis as RpcNavigator).navigator?.locks; // some pages have them and may not use them
  const turn = (rpcQueues.get(name) ?? Promise.resolve()).then(() => locks?.request(name, bounded).catch(bounded) ?? bounded());
  rpcQueues.set(name, turn);
  return turn;
}
