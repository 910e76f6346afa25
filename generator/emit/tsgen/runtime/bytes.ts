const rpcAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Returns bytes in base64 with padding. Mini apps have no btoa. */
export function rpcToBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!; // what is missing counts as 0
    for (let j = 0; j < 4; j++) text += i + j > bytes.length ? "=" : rpcAlphabet[(three >> (18 - 6 * j)) & 63]!;
  }
  return text;
}

/** Reads base64 with padding. It returns undefined for anything else. */
export function rpcFromBase64(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array((text.split("=")[0]!.length * 3) >> 2);
  for (let i = 0, bits = 0; i < text.length; i++) {
    bits = (bits << 6) | rpcAlphabet.indexOf(text[i]!);
    if (i & 3) bytes[(i * 3) >> 2] = bits >> (6 - 2 * (i & 3)); // each of the last three of four ends a byte
  }
  return rpcToBase64(bytes) === text ? bytes : undefined;
}
