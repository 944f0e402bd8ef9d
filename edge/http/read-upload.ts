import { MAXIMUM_UPLOAD_BYTES } from "#contracts/limits.ts";
import type { IncomingFile } from "../domain/assets/receive-asset.ts";
import { DomainError } from "../domain/errors.ts";
import {
  DEFAULT_CONTENT_TYPE,
  FormParts,
  plainContentType,
  plainName,
  type FormFile,
} from "./form-parts.ts";

const UNNAMED = "file";

/** A file on its way in, and how to be rid of what is left of a request that is refused. */
export type Upload = IncomingFile & { discard(): Promise<void> };

/** The body of a request that brings files, and its length where it says one. */
export type UploadBody = { body: ReadableStream<Uint8Array>; lengthBytes: number | null };

/**
 * The file of an upload, still streaming: a raw body with Content-Length, or the one file of a
 * form. Nothing but what a consumer has not yet taken of one chunk is held.
 *
 * @param name what a raw body is called.
 * @throws DomainError `invalid-request` for a request without a file or its length; the same from
 * `chunks` for a form that is broken or has a second file.
 */
export async function readUpload(request: Request, name: string): Promise<Upload> {
  const contentType = request.headers.get("content-type") ?? DEFAULT_CONTENT_TYPE;
  const { body, lengthBytes } = await openUploadBody(request);
  if (isForm(contentType)) {
    return readForm(new FormParts(request.headers, body), lengthBytes ?? MAXIMUM_UPLOAD_BYTES);
  }
  if (lengthBytes === null) {
    await drain(body);
    throw new DomainError("invalid-request", "A raw body needs a Content-Length.", {
      field: "Content-Length",
    });
  }
  return {
    name: plainName(name) || UNNAMED,
    contentType: plainContentType(contentType),
    declaredBytes: lengthBytes,
    atMostBytes: lengthBytes,
    chunks: body,
    // A raw body is refused before it is touched, or read to its end.
    discard: () => Promise.resolve(),
  };
}

/** Whether a body of this type is a form that may bring files. */
export function isForm(contentType: string): boolean {
  return /^multipart\/form-data\b/i.test(contentType);
}

/**
 * The body of a request, untouched.
 *
 * @throws DomainError `invalid-request` when there is none, `payload-too-large` when it says to be
 * longer than one request may be; it has been read then.
 */
export async function openUploadBody(request: Request): Promise<UploadBody> {
  const length = request.headers.get("content-length");
  const lengthBytes = length === null ? null : Number(length);
  if (!request.body) throw new DomainError("invalid-request", "The request has no body.");
  if (lengthBytes !== null && lengthBytes > MAXIMUM_UPLOAD_BYTES) {
    await drain(request.body);
    const megabytes = MAXIMUM_UPLOAD_BYTES / 1_000_000;
    throw new DomainError("payload-too-large", `A request may carry at most ${megabytes} MB.`);
  }
  return { body: request.body as ReadableStream<Uint8Array>, lengthBytes };
}

async function readForm(parts: FormParts, atMostBytes: number): Promise<Upload> {
  const file = await findFile(parts).catch(async (error: unknown) => {
    await parts.discard();
    throw error;
  });
  return {
    name: file.fileName || UNNAMED,
    contentType: file.contentType,
    declaredBytes: null,
    atMostBytes,
    chunks: readOnlyFile(parts, file),
    discard: () => parts.discard(),
  };
}

/** Reads up to the start of the file. */
async function findFile(parts: FormParts): Promise<FormFile> {
  for (;;) {
    const part = await parts.next();
    if (!part) throw new DomainError("invalid-request", "The form has no file.");
    if (part.kind === "file") return part;
  }
}

/** The file's bytes; the form must have no other file behind it. */
async function* readOnlyFile(parts: FormParts, file: FormFile): AsyncGenerator<Uint8Array> {
  yield* file.chunks;
  for (let part = await parts.next(); part; part = await parts.next()) {
    if (part.kind !== "file") continue;
    throw new DomainError("invalid-request", "The form has more than one file.");
  }
}

/** Reads a refused body to its end: one left unread breaks its connection. */
async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  let left = MAXIMUM_UPLOAD_BYTES;
  for await (const chunk of body) {
    left -= chunk.byteLength;
    if (left < 0) break;
  }
}
