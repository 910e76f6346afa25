/** Whose fault an error is: of the application, the server, the way there and back, or this client. */
export type RpcErrorType = "ApiError" | "ServerError" | "NetworkError" | "ClientError";

/** What an {@link RpcError} may have beside its message. */
export interface RpcErrorFields {
  type?: RpcErrorType | undefined;
  code?: string | number | undefined;
  data?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * What every failed call throws. Errors of the server arrive with the message, type, code and
 * data that it gave them. Codes that this client makes are TIMEOUT, CANCELED, LOST_CONN (or the
 * platform's, such as ECONNREFUSED), INPUT_DATA_ERR for values and answers that do not fit,
 * TOO_LARGE, FORBIDDEN, and the status of an answer that is none.
 */
export class RpcError extends Error {
  declare readonly type: RpcErrorType;
  /** What a program compares: the server's code, or one of the above. */
  declare readonly code?: string | number;
  /** Further fields that the server has put beside message, type and code. */
  declare readonly data: Record<string, unknown>;

  /** The type is "ApiError" unless fields say otherwise. */
  constructor(message: string, fields: RpcErrorFields = {}) {
    super(message, fields); // which takes the cause
    const { type = "ApiError", code, data = {} } = fields;
    Object.assign(this, { name: "RpcError", type, code, data });
  }
}

/** Returns an error that does not come from the server. */
export function rpcError(type: RpcErrorType, code: string | number | undefined, message: string, cause?: unknown): RpcError {
  return new RpcError(message, { type, code, cause });
}

/** Returns the error for a value or an answer that does not fit. */
export function rpcMisfit(message: string, cause?: unknown): RpcError {
  return rpcError("ClientError", "INPUT_DATA_ERR", message, cause);
}

/** Reports whether an error is an RpcError, of this file or of another generated one. */
export function rpcIsError(error: unknown): error is RpcError {
  return (error as Error | undefined)?.name === "RpcError";
}

/** Makes an RpcError of whatever was thrown. */
export function rpcErrorOf(error: unknown, type: RpcErrorType, code?: string): RpcError {
  if (rpcIsError(error)) return error;
  const cause = ((error as Error | undefined)?.cause ?? error) as (Error & { code?: string }) | undefined; // where Node says more
  return rpcError(type, /^E[A-Z]+$/.test(cause?.code as string) ? cause!.code : code, cause?.message || String(error), error);
}
