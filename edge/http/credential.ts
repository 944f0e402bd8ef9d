import { DomainError } from "../domain/errors.ts";

const KEY_HEADERS = ["x-api-key", "api-key", "api_key"];

/**
 * The credential a request carries in `Authorization: Bearer …`, `X-API-Key`, `API-Key` or
 * `API_KEY`, or null for none. What kind it is, and whether it is good, is not looked at.
 *
 * @throws DomainError `conflicting-credentials` when two different ones are sent.
 */
export function readCredential(headers: Headers): string | null {
  const found = new Set<string>();
  for (const part of headerParts(headers, "authorization")) {
    const bearer = /^Bearer +(\S+)$/i.exec(part)?.[1];
    // Another scheme stays as it is: it is a credential, though none that is known here.
    found.add(bearer ?? part);
  }
  for (const name of KEY_HEADERS) {
    for (const part of headerParts(headers, name)) found.add(part);
  }
  if (found.size > 1) {
    throw new DomainError(
      "conflicting-credentials",
      "The request carries two different credentials. Send only one.",
    );
  }
  for (const credential of found) return credential;
  return null;
}

/** A header sent twice is joined with a comma, which no credential contains. */
function headerParts(headers: Headers, name: string): string[] {
  const parts = (headers.get(name) ?? "").split(",");
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
