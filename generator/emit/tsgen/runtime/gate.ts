import type { RpcCookie } from "./cookie.ts";
import type { RpcLimit } from "./limit.ts";

/** How long calls wait for the first one, in milliseconds. */
const rpcGateWait = 2000;

/**
 * Lets one call of a client go first while there is no session id, so that the server does not
 * begin a session for each.
 */
export interface RpcGate {
  /** A server has answered without an id; nobody waits until there is one. */
  open?: boolean;
  /** Settles when the first call has ended; absent if there is none. */
  first?: Promise<unknown> | undefined;
  /** How many calls have been first. */
  turns?: number;
}

/** Waits until a call may go on: as the first, with an id, through the open gate, or after two seconds. Returns its cookie. */
export async function rpcPass(
  gate: RpcGate,
  load: () => RpcCookie | undefined | PromiseLike<RpcCookie | undefined>,
  limit: RpcLimit,
): Promise<RpcCookie | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: Promise<boolean> | undefined;
  try {
    for (;;) {
      const { turns = 0 } = gate;
      const cookie = await load();
      limit.check();
      if (cookie?.sessionId) gate.open = false;
      if (cookie?.sessionId || gate.open) return cookie;
      if (turns !== (gate.turns ?? 0)) continue; // the jar may have been filled since
      if (!gate.first) {
        const leave = () => {
          gate.first = undefined;
          gate.turns = turns + 1;
        };
        gate.first = limit.over.then(leave, leave);
        return cookie;
      }
      late ??= new Promise((resolve) => (timer = setTimeout(resolve, rpcGateWait, true)));
      if ((await Promise.race([gate.first, late])) === true) return cookie;
    }
  } finally {
    clearTimeout(timer);
  }
}
