import { rpcMisfit } from "./error.ts";

/** What the client uses of the global URL, where there is one. */
declare const URL: new (url: string, base: string | undefined) => { readonly href: string };

/** Where a server is. */
export interface RpcServer {
  /** Ends with a slash; the names of methods follow. */
  url: string;
  /** What jars keep its cookie under: scheme, host and port, "https://example.com:443". */
  origin: string;
  /** Others can listen: plain HTTP to another machine. */
  plain: boolean;
}

/** Reads the URL of a server. Mini apps have no class URL; there it must be absolute. */
export function rpcServer(url: string): RpcServer {
  try {
    url = new URL(url, (globalThis as { location?: { href?: string } }).location?.href).href;
  } catch {
    // it is read as it stands
  }
  const parts = /^(http(s?):\/\/[^/?#@]+?)(:\d+)?(\/[^?#]*)?$/i.exec(url);
  if (!parts) throw rpcMisfit("URL expected");
  const origin = (parts[1]! + (parts[3] ?? (parts[2] ? ":443" : ":80"))).toLowerCase();
  return {
    url: url.replace(/\/?$/, "/"),
    origin,
    plain: /^http:\/\/(?!(localhost|127\.[\d.]+|\[::1]):\d+$)/.test(origin),
  };
}
