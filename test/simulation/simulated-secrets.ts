import { createHash, createHmac } from "node:crypto";
import type { Secrets } from "../../edge/domain/accounts/secrets.ts";

const SEAL = "sealed:";

/** The hex SHA-256 of a text. */
export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Secrets whose promises are settled at once: WebCrypto's come back whenever a thread is done. */
export const simulatedSecrets: Secrets = {
  digest: (value) => Promise.resolve(sha256Of(value)),
  seal: (plain) => Promise.resolve(SEAL + plain),
  open: (sealed) => Promise.resolve(sealed.slice(SEAL.length)),
  sign: (text) => Promise.resolve(signatureOf(text)),
  verify: (text, signature) => Promise.resolve(signatureOf(text) === signature),
};

function signatureOf(text: string): string {
  return createHmac("sha256", "simulation").update(text).digest("base64url");
}
