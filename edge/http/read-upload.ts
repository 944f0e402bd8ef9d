import { make, type MultipartError, type PartInfo } from "multipasta";
import { MAXIMUM_UPLOAD_BYTES } from "#contracts/limits.ts";
import type { IncomingFile } from "../domain/assets/receive-asset.ts";
import { DomainError } from "../domain/errors.ts";

const MAXIMUM_FIELD_BYTES = 64 * 1024;
const MAXIMUM_PARTS = 20;
const DEFAULT_CONTENT_TYPE = "application/octet-stream";

/** A file on its way in, and how to be rid of what is left of a request that is refused. */
export type Upload = IncomingFile & { discard(): Promise<void> };

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
  const length = request.headers.get("content-length");
  const lengthBytes = length === null ? null : Number(length);
  if (!request.body) throw new DomainError("invalid-request", "The request has no body.");
  if (lengthBytes !== null && lengthBytes > MAXIMUM_UPLOAD_BYTES) {
    await drain(request.body);
    const megabytes = MAXIMUM_UPLOAD_BYTES / 1_000_000;
    throw new DomainError("payload-too-large", `A request may carry at most ${megabytes} MB.`);
  }
  if (/^multipart\/form-data\b/i.test(contentType)) {
    return readForm(request, request.body, lengthBytes ?? MAXIMUM_UPLOAD_BYTES);
  }
  if (lengthBytes === null) {
    await drain(request.body);
    throw new DomainError("invalid-request", "A raw body needs a Content-Length.", {
      field: "Content-Length",
    });
  }
  return {
    name: plainName(name),
    contentType: plainContentType(contentType),
    declaredBytes: lengthBytes,
    atMostBytes: lengthBytes,
    chunks: request.body as ReadableStream<Uint8Array>,
    // A raw body is refused before it is touched, or read to its end.
    discard: () => Promise.resolve(),
  };
}

async function readForm(
  request: Request,
  body: ReadableStream<Uint8Array>,
  atMostBytes: number,
): Promise<Upload> {
  const form = new FormFile(request, body);
  const info = await form.findFile().catch(async (error: unknown) => {
    await form.discard();
    throw error;
  });
  return {
    name: plainName(fileNameOf(info) ?? ""),
    contentType: plainContentType(info.contentType),
    declaredBytes: null,
    atMostBytes,
    chunks: form.readChunks(),
    discard: () => form.discard(),
  };
}

/** The one file of a form, pulled from the body as its consumer asks for more. */
class FormFile {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #parser: ReturnType<typeof make>;
  #file: PartInfo | null = null;
  #pending: Uint8Array[] = [];
  #failure: DomainError | null = null;

  constructor(request: Request, body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    this.#parser = make({
      headers: Object.fromEntries(request.headers),
      maxParts: MAXIMUM_PARTS,
      maxFieldSize: MAXIMUM_FIELD_BYTES,
      isFile: (info) => fileNameOf(info) !== null,
      onField: () => undefined,
      onFile: (info) => this.#startFile(info),
      onError: (error) => this.#fail(describeFault(error)),
      onDone: () => undefined,
    });
  }

  /** Reads up to the start of the file. */
  async findFile(): Promise<PartInfo> {
    while (!this.#file && (await this.#pull()));
    if (!this.#file) throw new DomainError("invalid-request", "The form has no file.");
    return this.#file;
  }

  async *readChunks(): AsyncGenerator<Uint8Array> {
    do {
      const ready = this.#pending;
      this.#pending = [];
      yield* ready;
    } while ((await this.#pull()) || this.#pending.length > 0);
  }

  /** Reads what is left: a large body that is left half-read breaks its connection. */
  async discard(): Promise<void> {
    for (;;) {
      const { done } = await this.#reader.read();
      if (done) return;
    }
  }

  #startFile(info: PartInfo): (chunk: Uint8Array | null) => void {
    if (this.#file) {
      this.#fail("The form has more than one file.");
      return () => undefined;
    }
    this.#file = info;
    return (chunk) => {
      if (chunk) this.#pending.push(chunk);
    };
  }

  #fail(message: string): void {
    this.#failure ??= new DomainError("invalid-request", message);
  }

  /** Feeds one chunk of the body to the parser; false at its end. */
  async #pull(): Promise<boolean> {
    const { done, value } = await this.#reader.read();
    if (done) this.#parser.end();
    else this.#parser.write(value);
    if (!this.#failure) return !done;
    throw this.#failure;
  }
}

function describeFault(error: MultipartError): string {
  switch (error._tag) {
    case "InvalidBoundary":
      return "The Content-Type names no boundary.";
    case "BadHeaders":
    case "InvalidDisposition":
      return "A part of the form has headers that cannot be read.";
    case "ReachedLimit":
      return "The form has too many or too large parts.";
    case "EndNotReached":
      return "The form ends before its last boundary.";
  }
}

/** A part's file name. The parser itself reads none beyond Latin-1, which is most of the world's. */
function fileNameOf({ headers }: PartInfo): string | null {
  const disposition = String(headers["content-disposition"] ?? "");
  const [, quoted, bare] =
    /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i.exec(disposition) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? bare ?? null;
}

/** A file name without path, control and bidirectional characters. */
function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last.replace(/[\p{Cc}\p{Cf}"]/gu, "").trim();
  return plain.slice(0, 200) || "file";
}

function plainContentType(contentType: string): string {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : DEFAULT_CONTENT_TYPE;
}

/** Reads a refused body to its end: one left unread breaks its connection. */
async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  let left = MAXIMUM_UPLOAD_BYTES;
  for await (const chunk of body) {
    left -= chunk.byteLength;
    if (left < 0) break;
  }
}
