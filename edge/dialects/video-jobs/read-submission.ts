import { MAXIMUM_IMAGE_BYTES } from "#contracts/limits.ts";
import type { TaskInput } from "#contracts/task-inputs.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import { deleteAsset } from "../../domain/assets/delete-asset.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Services } from "../../domain/services.ts";
import { DEFAULT_CONTENT_TYPE, FormParts, type FormFile } from "../../http/form-parts.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { isForm, openUploadBody } from "../../http/read-upload.ts";
import { GivenImages, isImageField } from "./given-images.ts";
import { VideoJobFields } from "./schemas.ts";

/** A request as read: its images are stored, and gone again after `forget`. */
export type Submission = {
  fields: VideoJobFields;
  inputs: TaskInput[];
  /** What was asked for, files by their digests: what an idempotency key stands for. */
  asked: unknown;
};

/**
 * Reads a submission, form or JSON, hands it to `work`, and deletes the images that it brought
 * when `work` throws or has no use for them. Two requests with one idempotency key that arrive at
 * once both store their images: the one that commits later is answered with the other's job, and
 * its own images go.
 *
 * @param work answers whether the images are in use now.
 * @throws DomainError what the body is refused for, and what `work` throws.
 */
export async function withSubmission(
  services: Services,
  account: Account,
  request: Request,
  work: (submission: Submission) => Promise<{ keepsImages: boolean }>,
): Promise<void> {
  const images = new GivenImages(services, account);
  let keepsImages = false;
  try {
    const isFormBody = isForm(request.headers.get("content-type") ?? "");
    const submission = isFormBody
      ? await readForm(request, images)
      : await readJson(request, images);
    if (submission.fields.prompt === null && !images.has("initialImage")) {
      throw new DomainError("invalid-request", "Either prompt or initialImage is required", {
        field: "prompt",
      });
    }
    ({ keepsImages } = await work(submission));
  } finally {
    if (!keepsImages) await forget(services, account, images.stored);
  }
}

async function readJson(request: Request, images: GivenImages): Promise<Submission> {
  const asked = await readJsonBody(request);
  const fields = parseRequest(VideoJobFields, asked);
  await images.addReferences(fields);
  return { fields, inputs: images.inputs(), asked };
}

async function readForm(request: Request, images: GivenImages): Promise<Submission> {
  const { body, lengthBytes } = await openUploadBody(request);
  const parts = new FormParts(request.headers, body);
  try {
    const texts = await readParts(parts, images, lengthBytes);
    const asked = { ...texts, files: images.digests() };
    const fields = parseRequest(VideoJobFields, texts);
    await images.addReferences(fields);
    return { fields, inputs: images.inputs(), asked };
  } catch (error) {
    await parts.discard();
    throw error;
  }
}

/** The form's texts by name; its images are stored as they stream in. */
async function readParts(
  parts: FormParts,
  images: GivenImages,
  lengthBytes: number | null,
): Promise<Record<string, string | string[]>> {
  const texts: Record<string, string> = {};
  const references: string[] = [];
  for (let part = await parts.next(); part; part = await parts.next()) {
    const { name } = part;
    if (!Object.hasOwn(VideoJobFields.shape, name)) continue;
    if (part.kind === "file") {
      await addFile(part, images, lengthBytes);
    } else if (name === "referenceImages") {
      references.push(part.value);
    } else if (Object.hasOwn(texts, name)) {
      throw new DomainError("invalid-request", `${name} may be given once`, { field: name });
    } else {
      texts[name] = part.value;
    }
  }
  return references.length === 0 ? texts : { ...texts, referenceImages: references };
}

async function addFile(file: FormFile, images: GivenImages, lengthBytes: number | null) {
  const { name, contentType } = file;
  if (!isImageField(name)) {
    throw new DomainError("invalid-request", `${name} must be a text, not a file`, { field: name });
  }
  const chunks = await openChunks(file);
  // What a browser sends for a file input that was left empty.
  if (!chunks) return;
  await images.addFile(name, {
    fileName: file.fileName,
    declaredType: contentType === DEFAULT_CONTENT_TYPE ? null : contentType,
    atMostBytes: Number.isSafeInteger(lengthBytes) ? (lengthBytes ?? 0) : MAXIMUM_IMAGE_BYTES,
    chunks,
  });
}

/** The file's bytes; null for a file without name and bytes. */
async function openChunks(file: FormFile): Promise<AsyncIterable<Uint8Array> | null> {
  if (file.fileName !== "") return file.chunks;
  const first = await file.chunks.next();
  if (first.done) return null;
  return (async function* () {
    yield first.value;
    yield* file.chunks;
  })();
}

async function forget(services: Services, account: Account, stored: readonly Asset[]) {
  await Promise.all(stored.map(({ id }) => deleteAsset(services, account.id, id)));
}
