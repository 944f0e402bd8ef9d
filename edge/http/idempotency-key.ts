import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";

/**
 * The request's `Idempotency-Key`, quoted or bare, with a digest of what it asks for.
 *
 * @param path as the router reads it, where that is not the path of the address.
 * @throws DomainError `invalid-request` for a key that is empty or longer than 255 characters.
 */
export async function readIdempotencyKey(
  services: Services,
  request: Request,
  body: unknown,
  path: string = new URL(request.url).pathname,
): Promise<{ key: string; bodyHash: string } | null> {
  const header = request.headers.get("idempotency-key");
  if (header === null) return null;
  const key = /^"(.*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (!/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) {
    throw new DomainError("invalid-request", "The Idempotency-Key must have 1 to 255 characters.", {
      field: "Idempotency-Key",
    });
  }
  const asked = `${request.method} ${path}\n${canonical(body)}`;
  return { key, bodyHash: await services.secrets.digest(asked) };
}

/** JSON with sorted keys, so that the order of fields does not make another request. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
