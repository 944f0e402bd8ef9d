import { MAXIMUM_JSON_BYTES, MAXIMUM_JSON_DEPTH } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";
import { findUnsafeKey, jsonDepth } from "./json-text.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i;

/**
 * Reads and parses a JSON body: at most 1 MB, counted while reading, and 64 levels deep; valid
 * UTF-8, no key twice in one object, no `__proto__`.
 *
 * @throws DomainError `unsupported-media-type`, `payload-too-large` or `invalid-request`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readLimited(request.body, MAXIMUM_JSON_BYTES);
  if (!JSON_TYPE.test(request.headers.get("content-type") ?? "")) {
    throw new DomainError("unsupported-media-type", "The Content-Type must be application/json.");
  }
  if (bytes === null) {
    throw new DomainError(
      "payload-too-large",
      `The request body is larger than ${MAXIMUM_JSON_BYTES} bytes.`,
    );
  }
  return parseJsonText(decodeText(bytes));
}

/** Parses JSON under the rules of `readJsonBody`. @throws DomainError `invalid-request`. */
export function parseJsonText(text: string): unknown {
  if (jsonDepth(text) > MAXIMUM_JSON_DEPTH) {
    throw invalid(`The JSON is nested more than ${MAXIMUM_JSON_DEPTH} levels deep.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("The request body is not valid JSON.");
  }
  switch (findUnsafeKey(text)) {
    case "repeated":
      throw invalid("The JSON has a key twice in one object.");
    case "forbidden":
      throw invalid("The JSON has a key that is not allowed.");
    case null:
      return value;
  }
}

/**
 * The body's bytes, or null when there are more than `limit`. A body that is too large is read to
 * its end all the same: a connection whose body was left half-read cannot be used again.
 */
async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | null> {
  if (!body) return new Uint8Array(0);
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.byteLength;
    if (sizeBytes <= limit) chunks.push(value);
  }
  if (sizeBytes > limit) return null;
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw invalid("The request body is not valid UTF-8.");
  }
}

function invalid(message: string): DomainError {
  return new DomainError("invalid-request", message);
}
