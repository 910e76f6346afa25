const rpcAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Returns bytes in base64 with padding. Mini apps have no btoa. */
export function rpcToBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!; // what is missing counts as 0
    text += rpcAlphabet[three >> 18]! + rpcAlphabet[(three >> 12) & 63]!;
    text += i + 1 < bytes.length ? rpcAlphabet[(three >> 6) & 63]! : "=";
    text += i + 2 < bytes.length ? rpcAlphabet[three & 63]! : "=";
  }
  return text;
}

/** Reads base64 with padding. It returns undefined for anything else. */
export function rpcFromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 || !/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=/g, "");
  const bytes = new Uint8Array((digits.length * 3) >> 2);
  for (let i = 0, at = 0, bits = 0, count = 0; i < digits.length; i++) {
    bits = (bits << 6) | rpcAlphabet.indexOf(digits[i]!);
    count += 6;
    if (count >= 8) bytes[at++] = bits >> (count -= 8);
  }
  return bytes;
}
