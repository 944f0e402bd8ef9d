import { MAXIMUM_UPLOAD_BYTES } from "#contracts/limits.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import { deleteAsset } from "../../domain/assets/delete-asset.ts";
import type { FileKind } from "../../domain/assets/file-kind.ts";
import type { IncomingFile } from "../../domain/assets/receive-asset.ts";
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
    const file = await readForm(request, async (incoming) => {
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
  store: (file: Omit<IncomingFile, "contentType" | "declaredBytes">) => Promise<Asset>,
): Promise<UploadedFile> {
  const { body, lengthBytes } = await openUploadBody(request);
  const isLength = lengthBytes !== null && Number.isSafeInteger(lengthBytes) && lengthBytes >= 0;
  const atMostBytes = isLength ? lengthBytes : MAXIMUM_UPLOAD_BYTES;
  const parts = new FormParts(request.headers, body);
  try {
    const texts: Record<string, string> = {};
    const part = await nextFile(parts, texts);
    if (!part) throw new DomainError("invalid-request", "The form has no file.", { field: "file" });
    const fileName = part.fileName || UNNAMED;
    let fields: UploadFields = {};
    const asset = await store({
      name: fileName,
      atMostBytes,
      chunks: part.chunks,
      // What is said behind the file is judged before the file is kept.
      accept: async () => {
        if (await nextFile(parts, texts)) {
          throw new DomainError("invalid-request", "The form has more than one file.");
        }
        fields = parseRequest(UploadFields, texts);
      },
    });
    return { asset, fileName, fields, asked: { ...texts, file: asset.sha256 } };
  } catch (error) {
    await parts.discard();
    throw error;
  }
}

/** Reads up to the next file, or to the end; fields on the way are noted. */
async function nextFile(parts: FormParts, texts: Record<string, string>): Promise<FormFile | null> {
  for (let part = await parts.next(); part; part = await parts.next()) {
    if (part.kind === "file") return part;
    if (Object.hasOwn(UploadFields.shape, part.name)) texts[part.name] = part.value;
  }
  return null;
}
