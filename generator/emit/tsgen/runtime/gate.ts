import type { RpcCookie } from "./cookie.ts";
import type { RpcLimit } from "./limit.ts";

/** How long calls wait for the first one, in milliseconds. */
const rpcGateWait = 2000;

/**
 * Lets one call of a client go first while there is no session id, so that the server does not
 * begin a session for each. A gate that has seen a server answer without an id is open until it
 * sees one.
 */
export interface RpcGate {
  open?: boolean;
  /** Settles when the first call has ended; absent if there is none. */
  first?: Promise<void> | undefined;
}

/** A call that has passed a gate, with its cookie. When it ends, leave lets the others pass. */
export interface RpcPassage {
  cookie: RpcCookie | undefined;
  leave: () => void;
}

/** Waits until a call may go on: as the first, with an id, through the open gate, or after two seconds. */
export async function rpcPass(gate: RpcGate, load: () => RpcCookie | undefined | PromiseLike<RpcCookie | undefined>, limit: RpcLimit): Promise<RpcPassage> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: Promise<boolean> | undefined;
  try {
    for (;;) {
      limit.check();
      // The jar is asked after this: the one before may have filled it since the last look.
      const { open, first } = gate;
      const leave = open || first ? () => {} : rpcLead(gate, limit);
      let cookie;
      try {
        cookie = await load();
      } catch (error) {
        leave();
        throw error;
      }
      if (cookie?.sessionId) {
        gate.open = false;
        leave();
        return { cookie, leave };
      }
      if (open || !first) return { cookie, leave };
      late ??= new Promise((resolve) => (timer = setTimeout(resolve, rpcGateWait, true)));
      if (await Promise.race([late, first])) return { cookie, leave };
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Makes the call of limit the first one. It is so until it leaves, or ends. */
function rpcLead(gate: RpcGate, limit: RpcLimit): () => void {
  let leave = () => {};
  const first = new Promise<void>((resolve) => {
    leave = () => {
      if (gate.first === first) gate.first = undefined;
      resolve();
    };
  });
  gate.first = first;
  limit.stopped.catch(leave);
  return leave;
}
