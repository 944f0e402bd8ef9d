import { MAXIMUM_JSON_BYTES, MAXIMUM_JSON_DEPTH } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";

/** A refused body is read on to this bound, so that its connection stays usable. */
const DRAIN_BYTES = 16 * 1024 * 1024;

/**
 * Reads a JSON body: at most 1 MB counted while reading, valid UTF-8, nested at most 64 deep, no
 * key twice in one object, no `__proto__`.
 *
 * @throws DomainError `unsupported-media-type`, `payload-too-large` or `invalid-request`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  return parseJson(request, await readBounded(request));
}

/**
 * Reads a JSON body that may be left out.
 *
 * @returns undefined where there is neither a byte nor a Content-Type.
 * @throws DomainError as `readJsonBody`, for bytes without a Content-Type too.
 */
export async function readOptionalJsonBody(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
  const isLeftOut = bytes.byteLength === 0 && !request.headers.has("content-type");
  return isLeftOut ? undefined : parseJson(request, bytes);
}

/** Whether a body is JSON, by its Content-Type. */
export function isJson({ headers }: Request): boolean {
  const contentType = headers.get("content-type") ?? "";
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

function parseJson(request: Request, bytes: Uint8Array): unknown {
  if (!isJson(request)) {
    throw new DomainError("unsupported-media-type", "The Content-Type must be application/json.");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new DomainError("invalid-request", "The body is not valid UTF-8.");
  }
  checkStructure(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DomainError("invalid-request", "The body is not valid JSON.");
  }
}

async function readBounded(request: Request): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    received += chunk.byteLength;
    if (received <= MAXIMUM_JSON_BYTES) chunks.push(chunk);
    if (received > DRAIN_BYTES) break;
  }
  if (received > MAXIMUM_JSON_BYTES) {
    throw new DomainError("payload-too-large", "The body is larger than 1 MB.");
  }
  const bytes = new Uint8Array(received);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Walks the tokens once, before anything is parsed: deep nesting would parse and then break
 * whatever walks it, and a key given twice means two readers see two different requests.
 */
function checkStructure(text: string): void {
  const open: (Set<string> | null)[] = [];
  let pendingKey: string | null = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      if (open.length > MAXIMUM_JSON_DEPTH) {
        throw new DomainError("invalid-request", "The body is nested too deep.");
      }
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":") {
      addKey(open.at(-1), pendingKey);
    }
    pendingKey = token.startsWith('"') ? token : null;
  }
}

function addKey(keys: Set<string> | null | undefined, quoted: string | null): void {
  if (!keys || quoted === null) return;
  let key: string;
  try {
    key = JSON.parse(quoted) as string;
  } catch {
    throw new DomainError("invalid-request", "The body is not valid JSON.");
  }
  if (key === "__proto__") {
    throw new DomainError("invalid-request", 'The key "__proto__" is not allowed.');
  }
  if (keys.has(key)) {
    throw new DomainError("invalid-request", "A key appears twice in one object.");
  }
  keys.add(key);
}
