import type { Random } from "../ports.ts";

/** Random bytes in a credential: 256 bits, written as 43 base64url characters. */
const TOKEN_BYTES = 32;

/** A new credential: a visible prefix that tells its kind, then 256 random bits. */
export function mintToken(random: Random, prefix: string): string {
  const encoded = randomBase64(random).replaceAll("+", "-").replaceAll("/", "_");
  return prefix + encoded.replaceAll("=", "");
}

/** A new webhook secret in the form Standard Webhooks gives it: `whsec_` and base64. */
export function mintWebhookSecret(random: Random): string {
  return `whsec_${randomBase64(random)}`;
}

function randomBase64(random: Random): string {
  return btoa(String.fromCharCode(...random.bytes(TOKEN_BYTES)));
}
