export * from "../../generator/emit/tsgen/runtime/client.ts";
export * from "../../generator/emit/tsgen/runtime/error.ts";
export { createJar } from "../../generator/emit/tsgen/runtime/jar.ts";
