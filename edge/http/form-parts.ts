import { make, type MultipartError, type PartInfo } from "multipasta";
import { DomainError } from "../domain/errors.ts";
import { ChunkCutter } from "./chunk-cutter.ts";

const MAXIMUM_FIELD_BYTES = 64 * 1024;
const MAXIMUM_PARTS = 40;
export const DEFAULT_CONTENT_TYPE = "application/octet-stream";

export type FormFile = {
  kind: "file";
  /** Name of the field. */
  name: string;
  /** What the client calls the file, without path and control characters; empty when nothing. */
  fileName: string;
  /** What the client says it is. */
  contentType: string;
  /** The bytes as they arrive; whoever leaves some unread loses them with the next part. */
  chunks: AsyncGenerator<Uint8Array>;
};

export type FormPart = { kind: "field"; name: string; value: string } | FormFile;

type Piece =
  | { kind: "field"; info: PartInfo; bytes: Uint8Array }
  | { kind: "file"; info: PartInfo }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "end" };

/**
 * The parts of a `multipart/form-data` body, pulled one after another. Nothing is held but a field
 * of up to 64 KB, and of a file what one chunk of the body brought.
 *
 * Whoever stops early must `discard` the rest: a large body left half-read breaks its connection.
 */
export class FormParts {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #parser: ReturnType<typeof make>;
  readonly #cut: ChunkCutter;
  readonly #pieces: Piece[] = [];
  #failure: DomainError | null = null;
  #ended = false;

  constructor(headers: Headers, body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    this.#cut = new ChunkCutter(headers.get("content-type") ?? "");
    this.#parser = make({
      headers: Object.fromEntries(headers),
      maxParts: MAXIMUM_PARTS,
      maxFieldSize: MAXIMUM_FIELD_BYTES,
      isFile: (info) => fileNameOf(info) !== null,
      onField: (info, bytes) => this.#pieces.push({ kind: "field", info, bytes }),
      onFile: (info) => {
        this.#pieces.push({ kind: "file", info });
        return (bytes) => this.#pieces.push(bytes ? { kind: "bytes", bytes } : { kind: "end" });
      },
      onError: (error) => {
        this.#failure ??= new DomainError("invalid-request", describeFault(error));
      },
      onDone: () => undefined,
    });
  }

  /**
   * The next part; null after the last one.
   *
   * @throws DomainError `invalid-request` for a form that is broken or a field that is no text.
   */
  async next(): Promise<FormPart | null> {
    for (;;) {
      const piece = await this.#take();
      if (!piece) return null;
      const { kind } = piece;
      if (kind === "field") {
        return { kind, name: nameOf(piece.info), value: decodeText(piece.bytes) };
      }
      if (kind === "file") {
        const name = nameOf(piece.info);
        const fileName = plainName(fileNameOf(piece.info) ?? "");
        const contentType = plainContentType(piece.info.contentType);
        return { kind, name, fileName, contentType, chunks: this.#readFile() };
      }
    }
  }

  /** Reads what is left and drops it. */
  async discard(): Promise<void> {
    while (!(await this.#reader.read()).done);
  }

  async *#readFile(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = await this.#take();
      if (piece?.kind !== "bytes") return;
      yield piece.bytes;
    }
  }

  /** The next piece, once the body has brought one; null at its end. */
  async #take(): Promise<Piece | null> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const piece = this.#pieces.shift();
      if (piece) return piece;
      if (this.#ended) return null;
      const { done, value } = await this.#reader.read();
      this.#ended = done;
      const bytes = this.#cut.next(value ?? null);
      if (bytes.byteLength > 0) this.#parser.write(bytes);
      if (done) this.#parser.end();
    }
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

const NAME = /;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i;
const FILE_NAME = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/i;

/** The field's name; empty where the part names none. */
function nameOf(info: PartInfo): string {
  return readParameter(info, NAME) ?? "";
}

/** A part's file name; null for a part that is no file. */
function fileNameOf(info: PartInfo): string | null {
  return readParameter(info, FILE_NAME);
}

/** The parser itself reads no parameters of a header with a name beyond Latin-1: most of the world's. */
function readParameter({ headers }: PartInfo, parameter: RegExp): string | null {
  const [, quoted, bare] = parameter.exec(String(headers["content-disposition"] ?? "")) ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? bare ?? null;
}

/** A file name without path, control and bidirectional characters. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  return last
    .replace(/[\p{Cc}\p{Cf}"]/gu, "")
    .trim()
    .slice(0, 200);
}

/** A media type without parameters. */
export function plainContentType(contentType: string): string {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : DEFAULT_CONTENT_TYPE;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DomainError("invalid-request", "A field of the form is not valid UTF-8.");
  }
}
