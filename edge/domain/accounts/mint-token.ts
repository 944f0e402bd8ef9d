import type { Random } from "../ports.ts";

/** Random bytes in a credential: 256 bits, written as 43 base64url characters. */
const TOKEN_BYTES = 32;

/** A new credential: a visible prefix that tells its kind, then 256 random bits. */
export function mintToken(random: Random, prefix: string): string {
  const binary = String.fromCharCode(...random.bytes(TOKEN_BYTES));
  const encoded = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return prefix + encoded;
}
