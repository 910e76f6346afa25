// The page with the client that rpcgen has generated.
import { Client, DemoClient } from "../rpc/api.ts";
import { main } from "./page.ts";

main((url, watcher) => {
  const client = new Client(url);
  client.flows.preSend.push((data) => {
    watcher.sends(data.call.method, data.text);
    return data;
  });
  client.flows.preReceive.push((data) => {
    watcher.receives(data.text);
    return data;
  });
  const demo = new DemoClient(client);
  return {
    name: "rpcgen",
    test: () => demo.test(),
    setSession: () => demo.setSession(),
    setCookie: () => demo.setCookie(),
    clear: () => demo.clear(),
    cookie: () => client.cookie(),
  };
});
