import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";

/** Printable ASCII but the quote and the backslash, so that quoting needs no rules. */
const KEY = /^(?:"([!#-[\]-~ ]{1,255})"|([!#-[\]-~]{1,255}))$/;

/**
 * The `Idempotency-Key` header, quoted or bare, or null when there is none.
 *
 * @throws DomainError `invalid-request` for anything but 1–255 printable characters.
 */
export function readIdempotencyKey(headers: Headers): string | null {
  const header = headers.get("idempotency-key");
  if (header === null) return null;
  const match = KEY.exec(header.trim());
  const key = match?.[1] ?? match?.[2];
  if (key === undefined) {
    throw new DomainError(
      "invalid-request",
      "The Idempotency-Key header must have 1 to 255 printable ASCII characters.",
      { field: "Idempotency-Key" },
    );
  }
  return key;
}

/** SHA-256 (hex) of what a request asks for: method, path and body, whatever its spacing and order of keys. */
export function hashRequest(
  services: Pick<Services, "secrets">,
  request: { method: string; path: string; body: unknown },
): Promise<string> {
  const { method, path, body } = request;
  return services.secrets.digest(`${method} ${path}\n${canonicalJson(body)}`);
}

/** JSON with the keys of every object in code unit order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(
      Object.entries(part).sort(([first], [second]) => (first < second ? -1 : 1)),
    );
  });
}
