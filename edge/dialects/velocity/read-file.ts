import { MAXIMUM_UPLOAD_BYTES } from "#contracts/limits.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import { deleteAsset } from "../../domain/assets/delete-asset.ts";
import type { FileKind } from "../../domain/assets/file-kind.ts";
import { findFile, receiveFile } from "../../domain/assets/receive-file.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Services } from "../../domain/services.ts";
import { FormParts, type FormFile } from "../../http/form-parts.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { isForm, openUploadBody } from "../../http/read-upload.ts";
import { UploadFields, UploadReference } from "./schemas.ts";

const UNNAMED = "file";

/** An uploaded file, stored, with what was said beside it. */
export type UploadedFile = {
  asset: Asset;
  /** What the client calls the file. */
  fileName: string;
  fields: UploadFields;
  /** What was asked for, the file by its digest: what an idempotency key stands for. */
  asked: unknown;
};

/**
 * Reads an upload: a form that brings the file, or JSON that names a finished upload. Hands it to
 * `work`, and deletes a file that the request brought when `work` throws or has no use for it.
 *
 * @param work answers whether the file is in use now.
 * @throws DomainError what the body is refused for, and what `work` throws.
 */
export async function withUploadedFile(
  services: Services,
  account: Account,
  given: { request: Request; kind: FileKind },
  work: (file: UploadedFile) => Promise<{ keepsFile: boolean }>,
): Promise<void> {
  const { request, kind } = given;
  if (!isForm(request.headers.get("content-type") ?? "")) {
    await work(await readReference(services, account, given));
    return;
  }
  const brought: Asset[] = [];
  let keepsFile = false;
  try {
    const file = await readForm(request, async (part, atMostBytes) => {
      const incoming = { name: part.fileName || UNNAMED, atMostBytes, chunks: part.chunks };
      const asset = await receiveFile(services, account, kind, incoming);
      brought.push(asset);
      return asset;
    });
    ({ keepsFile } = await work(file));
  } finally {
    if (!keepsFile)
      await Promise.all(brought.map(({ id }) => deleteAsset(services, account.id, id)));
  }
}

async function readReference(
  services: Services,
  account: Account,
  { request, kind }: { request: Request; kind: FileKind },
): Promise<UploadedFile> {
  const asked = await readJsonBody(request);
  const { uploadId, ...fields } = parseRequest(UploadReference, asked);
  const asset = await findFile(services, account, kind, { field: "uploadId", assetId: uploadId });
  return { asset, fileName: asset.name, fields, asked };
}

async function readForm(
  request: Request,
  store: (file: FormFile, atMostBytes: number) => Promise<Asset>,
): Promise<UploadedFile> {
  const { body, lengthBytes } = await openUploadBody(request);
  const atMostBytes =
    lengthBytes !== null && Number.isSafeInteger(lengthBytes) && lengthBytes >= 0
      ? lengthBytes
      : MAXIMUM_UPLOAD_BYTES;
  const parts = new FormParts(request.headers, body);
  try {
    const texts: Record<string, string> = {};
    let stored: { asset: Asset; fileName: string } | null = null;
    for (let part = await parts.next(); part; part = await parts.next()) {
      if (part.kind === "file") {
        if (stored) throw new DomainError("invalid-request", "The form has more than one file.");
        stored = { asset: await store(part, atMostBytes), fileName: part.fileName || UNNAMED };
      } else if (Object.hasOwn(UploadFields.shape, part.name)) {
        texts[part.name] = part.value;
      }
    }
    if (!stored)
      throw new DomainError("invalid-request", "The form has no file.", { field: "file" });
    const fields = parseRequest(UploadFields, texts);
    return { ...stored, fields, asked: { ...texts, file: stored.asset.sha256 } };
  } catch (error) {
    await parts.discard();
    throw error;
  }
}
