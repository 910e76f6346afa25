import { rpcClientError } from "./error.ts";

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
    const here = (globalThis as { location?: { href?: string } }).location?.href;
    url = new URL(url, here).href;
  } catch {
    // it is read as it stands
  }
  const parts = /^(https?):\/\/([\w.-]+|\[[\da-f:.]+])(?::(\d+))?(\/[^?#]*)?$/i.exec(url);
  if (!parts) throw rpcClientError("the URL of a server looks like https://example.com/api/", "INPUT_DATA_ERR");
  const scheme = parts[1]!.toLowerCase();
  const host = parts[2]!.toLowerCase();
  return {
    url: url.replace(/\/?$/, "/"),
    origin: `${scheme}://${host}:${parts[3] ?? (scheme === "http" ? 80 : 443)}`,
    plain: scheme === "http" && !/^(localhost|127(\.\d+){3}|\[::1])$/.test(host),
  };
}
