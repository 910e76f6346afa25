/** The modules of the runtime as the tests see them: what users see, and the inner parts. */
export * from "../../generator/emit/tsgen/runtime/bytes.ts";
export * from "../../generator/emit/tsgen/runtime/client.ts";
export * from "../../generator/emit/tsgen/runtime/cookie.ts";
export * from "../../generator/emit/tsgen/runtime/error.ts";
export * from "../../generator/emit/tsgen/runtime/fetch.ts";
export * from "../../generator/emit/tsgen/runtime/flow.ts";
export * from "../../generator/emit/tsgen/runtime/jar.ts";
export * from "../../generator/emit/tsgen/runtime/schema.ts";
export * from "../../generator/emit/tsgen/runtime/server.ts";
export * from "../../generator/emit/tsgen/runtime/store.ts";
