// The page with tsrpc-browser, as it comes from npm, and the serviceProto that rpcgen has
// generated. The two flows for the cookie are those of TSRPC's own example.
import { HttpClient } from "tsrpc-browser";
import type { Cookie } from "../tsrpc/base.ts";
import { serviceProto } from "../tsrpc/serviceProto.ts";
import type { ServiceType } from "../tsrpc/serviceProto.ts";
import { main } from "./page.ts";

/** Where the cookie is in localStorage. */
const key = "tsrpc:cookie";

main((url, watcher) => {
  const client = new HttpClient(serviceProto, { server: url, json: true });
  let method = "";
  client.flows.preCallApiFlow.push((call) => {
    const stored = load();
    if (stored) call.req.__cookie = stored;
    method = call.apiName;
    return call;
  });
  client.flows.postApiReturnFlow.push((call) => {
    const cookie = call.return.res?.__cookie;
    if (cookie) localStorage.setItem(key, JSON.stringify(cookie));
    return call;
  });
  client.flows.preSendDataFlow.push((sent) => {
    watcher.sends(method, String(sent.data));
    return sent;
  });
  client.flows.preRecvDataFlow.push((received) => {
    watcher.receives(typeof received.data === "string" ? received.data : JSON.stringify(received.data));
    return received;
  });

  const call = async (name: keyof ServiceType["api"]) => {
    const { isSucc, res, err } = await client.callApi(name, {});
    if (!isSucc) throw err;
    const { __cookie, ...rest } = res;
    return rest;
  };
  return {
    name: "tsrpc",
    test: () => call("Test"),
    setSession: () => call("SetSession"),
    setCookie: () => call("SetCookie"),
    clear: () => call("Clear"),
    cookie: async () => load(),
  };
});

function load(): Cookie | undefined {
  const stored = localStorage.getItem(key);
  return stored === null ? undefined : (JSON.parse(stored) as Cookie);
}
