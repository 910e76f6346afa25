/** Whose fault an error is: of the application, the server, the way there and back, or this client. */
export type RpcErrorType = "ApiError" | "ServerError" | "NetworkError" | "ClientError";

/** What an {@link RpcError} may have beside its message. */
export interface RpcErrorFields {
  type?: RpcErrorType;
  code?: string | number;
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
  override name = "RpcError";
  readonly type: RpcErrorType;
  /** What a program compares: the server's code, or one of the above. */
  readonly code?: string | number;
  /** Further fields that the server has put beside message, type and code. */
  readonly data: Record<string, unknown>;

  /** The type is "ApiError" unless fields say otherwise. */
  constructor(message: string, fields: RpcErrorFields = {}) {
    super(message, fields); // which takes the cause
    this.type = fields.type ?? "ApiError";
    this.data = fields.data ?? {};
    if (fields.code !== undefined) this.code = fields.code;
  }
}

/** Returns an error of the client's own. */
export function rpcClientError(message: string, code: string, cause?: unknown): RpcError {
  return new RpcError(message, { type: "ClientError", code, cause });
}

/** Returns an error of the way there and back. */
export function rpcNetworkError(message: string, code: string | number, cause?: unknown): RpcError {
  return new RpcError(message, { type: "NetworkError", code, cause });
}

/** Reports whether an error is an RpcError, of this file or of another generated one. */
export function rpcIsError(error: unknown): error is RpcError {
  return error instanceof Error && error.name === "RpcError";
}

/** Makes an RpcError of whatever was thrown. */
export function rpcErrorOf(error: unknown): RpcError {
  if (rpcIsError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RpcError(message, { type: "ClientError", cause: error });
}
