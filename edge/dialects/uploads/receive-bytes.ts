import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import { appendToUpload } from "../../domain/uploads/append-to-upload.ts";
import type { Upload } from "../../domain/uploads/upload-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { checkBytes } from "./checksum.ts";
import { TusError } from "./errors.ts";

const CONTENT_TYPE = "application/offset+octet-stream";

/** Whether a request that opens an upload brings its first bytes too. */
export function carriesBytes(context: Context<AppEnv>): boolean {
  return context.req.header("content-type") === CONTENT_TYPE;
}

/**
 * Stores the bytes that a request brings. The work goes on when the client is gone before its end:
 * what had come is to be kept.
 *
 * @throws TusError, DomainError `unsupported-media-type` and those of `appendToUpload`.
 */
export async function receiveBytes(
  context: Context<AppEnv>,
  account: Account,
  uploadId: string,
  offsetBytes: number,
): Promise<Upload> {
  if (!carriesBytes(context)) {
    throw new DomainError("unsupported-media-type", `The Content-Type must be ${CONTENT_TYPE}.`);
  }
  const services = context.get("services");
  const body = (context.req.raw.body ?? new Blob().stream()) as ReadableStream<Uint8Array>;
  const checksum = context.req.header("upload-checksum");
  const length = context.req.header("content-length");
  const work = appendToUpload(services, account, uploadId, {
    offsetBytes,
    lengthBytes: length === undefined ? null : Number(length),
    chunks: body,
    areIntact: null,
    ...(checksum !== undefined && checkBytes(checksum, body)),
  });
  services.afterAnswer(work.catch(() => undefined));
  const result = await work;
  if (result.outcome !== "stored") throw new TusError(result.outcome);
  return result.upload;
}
