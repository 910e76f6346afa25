// What the scripts golden/*/ts/roundtrip.ts share.
import { deepStrictEqual, ok } from "node:assert/strict";

/** Expects that two values are the same, down to Dates, bytes and what is absent. */
export function same(got: unknown, want: unknown): void {
  deepStrictEqual(got, want);
}

/** Calls a method with each value as its parameter v, and expects the same in return. */
export async function echo<T>(method: (args: { v: T }) => Promise<unknown>, ...values: T[]): Promise<void> {
  for (const v of values) same(await method({ v }), v);
}

/** Expects that a call fails with a ClientError, or a ServerError, whose text matches. */
export async function refused(call: () => Promise<unknown>, text: RegExp, type = "ClientError"): Promise<void> {
  let error: unknown;
  try {
    await call();
  } catch (e) {
    error = e;
  }
  ok(error instanceof Error, "the call was not refused");
  ok(text.test(error.message) && (error as Error & { type?: string }).type === type, `${error.message} (${String((error as Error & { type?: string }).type)})`);
}

/** The URL of the server that the test has started. */
export const url = process.argv[2]!;
