import type { RpcCookie } from "./cookie.ts";
import type { RpcLimit } from "./limit.ts";

/**
 * Lets one call of a client go first while there is no session id, so that the server does not
 * begin a session for each.
 */
export interface RpcGate {
  /** A server has answered without an id; nobody waits until there is one. */
  open?: boolean | undefined;
  /** Settles when the first call has ended; absent if there is none. */
  first?: Promise<unknown> | undefined;
}

/** Waits until a call may go on: as the first, with an id, through the open gate, or after two seconds. Returns its cookie. */
export async function rpcPass(
  gate: RpcGate,
  load: () => RpcCookie | undefined | PromiseLike<RpcCookie | undefined>,
  limit: RpcLimit,
): Promise<RpcCookie | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: Promise<boolean> | undefined;
  let isFirst = false;
  try {
    for (;;) {
      const cookie = await load();
      limit.check();
      gate.open &&= !cookie?.sessionId;
      if (cookie?.sessionId || gate.open || isFirst) return cookie;
      if (gate.first) {
        late ??= new Promise((resolve) => (timer = setTimeout(resolve, 2000, true)));
        if ((await Promise.race([gate.first, late])) === true) return cookie;
      } else {
        isFirst = true; // and looks again: the one before may have filled the jar since
        const leave = () => {
          gate.first = undefined;
        };
        gate.first = limit.over.then(leave, leave);
      }
    }
  } finally {
    clearTimeout(timer!);
  }
}
