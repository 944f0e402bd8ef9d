import type { Secrets } from "../domain/accounts/secrets.ts";
import { systemRandom } from "./random.ts";

const SEAL_VERSION = "v1";
const SEAL_IV_BYTES = 12;

const encoder = new TextEncoder();

/**
 * Secrets of a deployment from its one master key: HKDF-SHA-256 derives a key per purpose,
 * AES-256-GCM seals, HMAC-SHA-256 signs. `open` throws for anything it did not seal.
 */
export function createSecrets(masterKey: string): Secrets {
  if (masterKey.length < 32) throw new RangeError("The master key needs 32 characters or more.");
  // Keys are kept once derived, never as promises: another request must not wait on this one's.
  const derived = new Map<string, CryptoKey>();

  async function keyFor(purpose: "seal" | "sign"): Promise<CryptoKey> {
    const known = derived.get(purpose);
    if (known) return known;
    const material = await crypto.subtle.importKey(
      "raw",
      encoder.encode(masterKey),
      "HKDF",
      false,
      ["deriveKey"],
    );
    const key = await crypto.subtle.deriveKey(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: new Uint8Array(0),
        info: encoder.encode(`framefleet ${purpose} ${SEAL_VERSION}`),
      },
      material,
      purpose === "seal"
        ? { name: "AES-GCM", length: 256 }
        : { name: "HMAC", hash: "SHA-256", length: 256 },
      false,
      purpose === "seal" ? ["encrypt", "decrypt"] : ["sign", "verify"],
    );
    derived.set(purpose, key);
    return key;
  }

  return {
    async digest(value) {
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(value)));
      return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    },
    async seal(plain) {
      const iv = systemRandom.bytes(SEAL_IV_BYTES);
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv },
        await keyFor("seal"),
        encoder.encode(plain),
      );
      return `${SEAL_VERSION}.${toBase64Url(iv)}.${toBase64Url(new Uint8Array(sealed))}`;
    },
    async open(sealed) {
      const [version, iv, text, ...rest] = sealed.split(".");
      if (version !== SEAL_VERSION || iv === undefined || text === undefined || rest.length > 0) {
        throw new TypeError("The sealed secret is of an unknown version.");
      }
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: fromBase64Url(iv) },
        await keyFor("seal"),
        fromBase64Url(text),
      );
      return new TextDecoder().decode(plain);
    },
    async sign(text) {
      const key = await keyFor("sign");
      return toBase64Url(
        new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))),
      );
    },
    async verify(text, signature) {
      // One signature has one spelling: 32 bytes, no padding, no stray last bits.
      if (!/^[\w-]{42}[AEIMQUYcgkosw048]$/.test(signature)) return false;
      return crypto.subtle.verify(
        "HMAC",
        await keyFor("sign"),
        fromBase64Url(signature),
        encoder.encode(text),
      );
    },
  };
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
