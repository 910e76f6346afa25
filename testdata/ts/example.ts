/** The client of examples/session-and-cookie as rpcgen writes it, for the size check: data, then classes, then the runtime. */
import { Client, RpcError, createJar } from "./runtime.ts";
import type { CallOptions, Method, RpcCookie } from "./runtime.ts";

/** TestResponse answers Demo.Test. */
export interface TestResponse {
  __cookie?: RpcCookie;
  /** What the last SetSession wrote, absent if there was none. */
  testSession?: string;
}

/** ClearResponse answers Demo.Clear. */
export interface ClearResponse {
  __cookie?: RpcCookie;
  /** How many fields the cookie had. */
  cleared: number;
}

const demoTest: Method<{}, TestResponse> = { name: "Test", request: { fields: {} }, response: { fields: { testSession: { optional: "string" } } } };
const demoSetSession: Method<{}, void> = { name: "SetSession", request: { fields: {} }, response: { fields: {} } };
const demoSetCookie: Method<{}, void> = { name: "SetCookie", request: { fields: {} }, response: { fields: {} } };
const demoClear: Method<{}, ClearResponse> = { name: "Clear", request: { fields: {} }, response: { fields: { cleared: "int" } } };

/** Demo has the four methods of TSRPC's example "session-and-cookie". */
export class DemoClient {
  readonly client: Client;
  constructor(client: Client) {
    this.client = client;
  }
  test(options?: CallOptions): Promise<TestResponse> {
    return this.client.call(demoTest, {}, options);
  }
  setSession(options?: CallOptions): Promise<void> {
    return this.client.call(demoSetSession, {}, options);
  }
  setCookie(options?: CallOptions): Promise<void> {
    return this.client.call(demoSetCookie, {}, options);
  }
  clear(args: {} = {}, options?: CallOptions): Promise<ClearResponse> {
    return this.client.call(demoClear, args, options);
  }
}

export { Client, RpcError, createJar };
