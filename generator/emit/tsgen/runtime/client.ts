import { rpcReadAnswer } from "./answer.ts";
import type { RpcAnswer } from "./answer.ts";
import type { RpcCookie } from "./cookie.ts";
import { rpcError, rpcErrorOf } from "./error.ts";
import type { RpcError } from "./error.ts";
import { rpcSend } from "./fetch.ts";
import type { RpcCredentials, RpcFetch, RpcFetchInit, RpcReply } from "./fetch.ts";
import { rpcRun } from "./flow.ts";
import type { RpcCall, RpcData, RpcFlows, RpcNode, RpcReturn } from "./flow.ts";
import { rpcPass } from "./gate.ts";
import type { RpcGate } from "./gate.ts";
import { createJar } from "./jar.ts";
import type { Jar } from "./jar.ts";
import { rpcBegin } from "./limit.ts";
import type { RpcLimit } from "./limit.ts";
import { rpcServer } from "./server.ts";
import type { RpcServer } from "./server.ts";
import { rpcConvert } from "./schema.ts";
import type { Schema } from "./schema.ts";
import type { RpcSignal } from "./signal.ts";

/** The global fetch, where there is one. */
declare const fetch: RpcFetch;

/** One method of a service: its name on the wire and the form of its messages. */
export interface Method<Req, Res> {
  readonly name: string;
  readonly request: Schema;
  readonly response: Schema;
  /** The field of the response that is the result; without it, the response is. null: so it is, and {} is null. */
  readonly result?: string | null;
  /** Never set: it ties the types to the method. */
  readonly types?: (request: Req) => Res;
}

/** What a single call may set. */
export interface CallOptions {
  /** How long to wait for the answer in milliseconds, 0 for ever. The default is the client's. */
  timeout?: number;
  /** Aborted, the call fails with an RpcError of code CANCELED. */
  signal?: RpcSignal;
}

/** What a client may set. */
export interface ClientOptions {
  /** How long calls wait for their answers in milliseconds: 15000 if absent, for ever if 0. */
  timeout?: number;
  /** Where cookies are kept: localStorage in a page, else memory, if absent. See {@link createJar}. */
  jar?: Jar;
  /** What stands in for the global fetch. */
  fetch?: RpcFetch;
  /** Further headers of every request. */
  headers?: Record<string, string>;
  /** How many bytes an answer may have: 4 MiB if absent. */
  maxResponse?: number;
  /** The first nodes of {@link Client.flows}. */
  flows?: Partial<RpcFlows>;
  /** Whether HTTP cookies travel too, as a server with a binder wants: "omit" if absent. */
  credentials?: RpcCredentials;
  /**
   * Send the session id over plain HTTP to other machines, too. Who can listen to the network
   * can then take the session over. Calls that would do so fail without it.
   */
  allowPlaintext?: boolean;
}

/**
 * Calls the methods of one server. Classes of services take one; all may share it.
 *
 * It follows no redirect. A call that may have reached the server is never sent again.
 *
 * It needs ES2022, and no more of the platform than fetch or a stand-in; see {@link RpcFetch}.
 */
export class Client {
  /** The points of a call that can be extended. */
  declare readonly flows: RpcFlows;
  /** @internal */
  declare readonly options: ClientOptions;
  /** @internal */
  declare readonly server: RpcServer;
  /** @internal */
  declare readonly jar: Jar;
  /** @internal */
  readonly gate: RpcGate = {};

  /**
   * The URL is the server's, with its prefix: "https://example.com/api/". In a page it may be
   * relative to the page. It has no query, no user and no password; a wrong one throws.
   */
  constructor(url: string, options: ClientOptions = {}) {
    this.server = rpcServer(url);
    this.options = options;
    this.jar = options.jar ?? createJar();
    this.flows = { preCall: [], preSend: [], preReceive: [], preReturn: [], postReturn: [], ...options.flows };
  }

  /** Returns the cookie that the next call would send, undefined if there is none. */
  async cookie(): Promise<RpcCookie | undefined> {
    return this.jar.load(this.server.origin);
  }

  /**
   * Calls a method. It resolves to the result, and rejects with an {@link RpcError} only. The
   * response's cookie, where there was one, is its property `__cookie`, which is not enumerable.
   */
  async call<Req, Res>(method: Method<Req, Res>, request: Req, options: CallOptions = {}): Promise<Res> {
    const call: RpcCall = { method: method.name, request: (request ?? {}) as object, options };
    const limit = rpcBegin(options.timeout ?? this.options.timeout ?? 15_000, options.signal);
    try {
      call.return = await Promise.race([limit.over, rpcExchange(this, method, call, limit)]);
    } catch (error) {
      call.return = rpcFailed(error);
    }
    limit.end(!call.return.isSucc);
    try {
      await rpcRun(this.flows.preReturn, call);
    } catch (error) {
      call.return = rpcFailed(error);
    }
    const ret = call.return;
    for (const node of this.flows.postReturn) void (async () => node(call))().catch(console.error);
    if (!ret.isSucc) throw ret.err;
    const { result } = method;
    const { res } = ret as { res: Record<string, unknown> };
    return (result ? res[result] : result === null && !Object.keys(res).length ? null : res) as Res;
  }
}

function rpcFailed(error: unknown): RpcReturn {
  return { isSucc: false, err: rpcErrorOf(error, "ClientError") };
}

/** Carries a call out, from the flow preCall to the jar. */
async function rpcExchange(client: Client, method: Method<never, unknown>, call: RpcCall, limit: RpcLimit): Promise<RpcReturn> {
  const { flows, gate, jar, server, options } = client;
  const goesOn = await rpcRun(flows.preCall, call);
  if (call.return) return call.return;
  if (!goesOn) throw rpcStopped();

  const cookie = await rpcPass(gate, () => jar.load(server.origin), limit);
  if (cookie?.sessionId && server.plain && !options.allowPlaintext) {
    throw rpcError("ClientError", "FORBIDDEN", "HTTP needs allowPlaintext");
  }
  const request = rpcConvert(method.request, call.request, ".req", true) as object;
  const body = await rpcPassText(flows.preSend, JSON.stringify({ ...request, __cookie: cookie }), call);
  limit.check();
  const headers = { ...options.headers, "Content-Type": "application/json" };
  const init: RpcFetchInit = { method: "POST", headers, body, redirect: "error", credentials: options.credentials ?? "omit", signal: limit.signal };
  const reply = await rpcSend(options.fetch ?? fetch, server.url + method.name, init, options.maxResponse ?? 4 << 20);

  const { ret, cookie: got } = await rpcRead(flows.preReceive, reply, method.response, call);
  // The call has been carried out, so it does not fail with the jar.
  if (got) await (async () => jar.merge(server.origin, cookie, got))().catch(console.error);
  // A server that had an id to give would have given it with such an answer.
  if (!cookie?.sessionId && !got?.sessionId && (ret.isSucc || ret.err.type === "ApiError")) gate.open = true;
  return ret;
}

function rpcStopped(): RpcError {
  return rpcError("ClientError", "CANCELED", "call stopped");
}

/** Takes a message through a flow. */
async function rpcPassText(flow: RpcNode<RpcData>[], text: string, call: RpcCall): Promise<string> {
  const data = { text, call };
  if (!(await rpcRun(flow, data))) throw rpcStopped();
  return data.text;
}

/** Reads an answer. A status that a call does not end with is an error: the server's own if the body holds one. */
async function rpcRead(flow: RpcNode<RpcData>[], { status, text }: RpcReply, response: Schema, call: RpcCall): Promise<RpcAnswer> {
  const usual = status === 200 || status === 500;
  try {
    const answer = rpcReadAnswer(usual ? await rpcPassText(flow, text, call) : text, response);
    if (usual || !answer.ret.isSucc) return answer;
  } catch (error) {
    if (usual) throw error; // else a proxy's page, or nothing
  }
  throw rpcError("NetworkError", status, "HTTP Error " + status);
}
