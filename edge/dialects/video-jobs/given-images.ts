import type { TaskInput } from "#contracts/task-inputs.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import { findImage, receiveImage, type IncomingImage } from "../../domain/assets/receive-image.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Services } from "../../domain/services.ts";
import { MAXIMUM_REFERENCE_IMAGES, type VideoJobFields } from "./schemas.ts";

/** The fields that hold images, what each is for, and how many each may hold. */
const IMAGE_FIELDS = {
  initialImage: { role: "initial-image", maximum: 1 },
  endFrame: { role: "end-frame", maximum: 1 },
  referenceImages: { role: "reference-image", maximum: MAXIMUM_REFERENCE_IMAGES },
} as const satisfies Record<string, { role: TaskInput["role"]; maximum: number }>;

export type ImageField = keyof typeof IMAGE_FIELDS;

export function isImageField(name: string): name is ImageField {
  return Object.hasOwn(IMAGE_FIELDS, name);
}

/** The images of one submission: files, data URIs and assets that the account has already. */
export class GivenImages {
  /** Assets that this submission made. */
  readonly stored: Asset[] = [];
  readonly #services: Services;
  readonly #account: Account;
  readonly #given: { field: ImageField; asset: Asset }[] = [];

  constructor(services: Services, account: Account) {
    this.#services = services;
    this.#account = account;
  }

  has(field: ImageField): boolean {
    return this.#of(field).length > 0;
  }

  /** Stores an image that comes with the request. */
  async addFile(field: ImageField, image: Omit<IncomingImage, "field">): Promise<void> {
    this.#checkRoom(field);
    const asset = await receiveImage(this.#services, this.#account, { field, ...image });
    this.stored.push(asset);
    this.#given.push({ field, asset });
  }

  /** Adds what the request's texts name: asset ids and data URIs. */
  async addReferences(fields: VideoJobFields): Promise<void> {
    const { initialImage, endFrame, referenceImages } = fields;
    if (initialImage != null) await this.#addReference("initialImage", initialImage);
    if (endFrame != null) await this.#addReference("endFrame", endFrame);
    for (const image of referenceImages ?? []) await this.#addReference("referenceImages", image);
  }

  /** The images as a task's inputs: those of one role in the order of the request. */
  inputs(): TaskInput[] {
    const fields = Object.keys(IMAGE_FIELDS) as ImageField[];
    return fields.flatMap((field) =>
      this.#of(field).map(({ asset: { id, contentType, sizeBytes, sha256 } }) => ({
        role: IMAGE_FIELDS[field].role,
        assetId: id,
        contentType,
        sizeBytes,
        sha256,
      })),
    );
  }

  /** Field and digest of each image so far, whatever its file was called. */
  digests(): string[] {
    return this.inputs().map(({ role, sha256 }) => `${role} ${sha256}`);
  }

  async #addReference(field: ImageField, reference: string): Promise<void> {
    const [, declaredType, base64] = /^data:([^;]+);base64,(.*)$/.exec(reference) ?? [];
    if (declaredType === undefined || base64 === undefined) {
      this.#checkRoom(field);
      const wanted = { field, assetId: reference };
      const asset = await findImage(this.#services, this.#account, wanted);
      this.#given.push({ field, asset });
      return;
    }
    const bytes = decodeBase64(field, base64);
    const atMostBytes = bytes.byteLength;
    const chunks = (async function* () {
      yield bytes;
    })();
    await this.addFile(field, { fileName: "", declaredType, atMostBytes, chunks });
  }

  #of(field: ImageField) {
    return this.#given.filter((one) => one.field === field);
  }

  #checkRoom(field: ImageField): void {
    const { maximum } = IMAGE_FIELDS[field];
    if (this.#of(field).length < maximum) return;
    const message =
      maximum === 1
        ? `${field} may be given once`
        : `At most ${maximum} reference images are allowed`;
    throw new DomainError("invalid-request", message, { field });
  }
}

function decodeBase64(field: ImageField, base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new DomainError("invalid-request", `${field} is not valid base64`, { field });
  }
}
