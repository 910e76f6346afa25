import type { CallOptions } from "./client.ts";
import type { RpcError } from "./error.ts";

/** How a call ends: with the response, or with the error that the caller gets. */
export type RpcReturn = { isSucc: true; res: object } | { isSucc: false; err: RpcError };

/** One call, as the nodes of flows see it. They may change it. */
export interface RpcCall {
  /** The method's name on the wire, such as "Library/Borrow". */
  readonly method: string;
  /** The request without its cookie. */
  request: object;
  readonly options: CallOptions;
  /** The answer, when there is one. A preCall node that sets it answers the call. */
  return?: RpcReturn;
}

/** A message on its way. A node may replace the text, as with an encrypted form, if the server undoes it. */
export interface RpcData {
  text: string;
  readonly call: RpcCall;
}

/**
 * One step of a flow. It returns what the next one gets, or nothing (null) to stop the flow.
 * An error that it throws is that of the call.
 */
export type RpcNode<T> = (value: T) => T | null | undefined | PromiseLike<T | null | undefined>;

/**
 * The points of a call that can be extended, as in TSRPC's clients. Nodes run in order, and
 * may be added at any time: `client.flows.preCall.push(node)`.
 */
export interface RpcFlows {
  /** Before anything is sent. Stopped, the call has the answer that the node has set, or fails with CANCELED. */
  preCall: RpcNode<RpcCall>[];
  /** When the message is about to be sent. Stopped, the call fails. */
  preSend: RpcNode<RpcData>[];
  /** When an answer has arrived, as text. Stopped, the call fails. */
  preReceive: RpcNode<RpcData>[];
  /** When the answer is known and its cookie stored. A node may replace it; stopped, it stays. */
  preReturn: RpcNode<RpcCall>[];
  /** When the caller is about to get the answer. Nothing waits for these nodes; their errors go to the console. */
  postReturn: ((call: RpcCall) => unknown)[];
}

/** Passes a value through the nodes; what they return is put into it. It returns false if one of them stopped. */
export async function rpcRun<T extends object>(nodes: RpcNode<T>[], value: T): Promise<boolean> {
  for (const node of nodes) {
    const next = await node(value);
    if (!next) return false;
    Object.assign(value, next);
  }
  return true;
}
