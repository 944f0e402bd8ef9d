import type { TaskInput } from "#contracts/task-inputs.ts";
import type { TemplateCustomization, TemplateInspection } from "#contracts/template.ts";
import type { Account } from "../accounts/account-store.ts";
import type { Asset } from "../assets/asset-store.ts";
import { deleteAsset } from "../assets/delete-asset.ts";
import { findFile, receiveFile } from "../assets/receive-file.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { checkLayers } from "../templates/check-layers.ts";
import type { LayerChange } from "../templates/layer-change.ts";
import { checkCallbackUrl } from "../webhooks/check-callback-url.ts";
import { REPLACEMENT_FILES } from "./replacement-file.ts";

const DATA_URI = /^data:[\w.+-]+\/[\w.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/;

/** Changes of a render as its task has them, and the files they bring into it. */
export class LayerCustomizer {
  readonly customizations: TemplateCustomization[] = [];
  /** Inputs of the task; customizations name them by their place. */
  readonly inputs: TaskInput[];
  readonly #services: Services;
  readonly #account: Account;
  readonly #ownOrigins: readonly string[];
  /** Assets that a data URI made. */
  readonly #stored: Asset[] = [];

  constructor(
    services: Services,
    account: Account,
    given: { inputs: readonly TaskInput[]; ownOrigins: readonly string[] },
  ) {
    this.#services = services;
    this.#account = account;
    this.#ownOrigins = given.ownOrigins;
    this.inputs = [...given.inputs];
  }

  /**
   * Adds the changes, later ones over earlier ones.
   *
   * @throws DomainError `invalid-request` for a layer that the template has not, a file that is not
   * the account's or of another kind, and an address that is not public.
   */
  async add(changes: readonly LayerChange[], template: TemplateInspection): Promise<void> {
    checkLayers(changes, template.layers);
    for (const change of changes) this.customizations.push(await this.#toCustomization(change));
  }

  /**
   * Lets go of what data URIs made: the bytes stay as long as the render needs them, and are
   * charged to nobody.
   */
  async forget(): Promise<void> {
    await Promise.all(
      this.#stored.map(({ id }) => deleteAsset(this.#services, this.#account.id, id)),
    );
  }

  async #toCustomization(change: LayerChange): Promise<TemplateCustomization> {
    const { layer, type, value } = change;
    switch (type) {
      case "text":
      case "color":
        return { type, layer, value: String(value) };
      case "visible":
        return { type, layer, value: value === true };
      case "image":
      case "video":
        return { type, layer, from: await this.#resolve(type, change) };
    }
  }

  async #resolve(type: "image" | "video", { assetId, url }: LayerChange) {
    const services = this.#services;
    if (assetId != null) {
      const wanted = { field: "assetId", assetId };
      const asset = await findFile(services, this.#account, REPLACEMENT_FILES[type], wanted);
      return this.#addInput(type, asset);
    }
    const address = url ?? "";
    if (!/^data:/i.test(address)) {
      this.#checkAddress(address);
      return { url: address };
    }
    const asset = await receiveFile(services, this.#account, REPLACEMENT_FILES[type], {
      name: `${type} of a customization`,
      ...decodeDataUri(address),
    });
    this.#stored.push(asset);
    return this.#addInput(type, asset);
  }

  #addInput(type: "image" | "video", asset: Asset): { input: number } {
    const { id: assetId, contentType, sizeBytes, sha256 } = asset;
    const role = `replacement-${type}` as const;
    this.inputs.push({ role, assetId, contentType, sizeBytes, sha256 });
    return { input: this.inputs.length - 1 };
  }

  #checkAddress(url: string): void {
    const fault =
      url.length > 2000
        ? "url may have at most 2000 characters."
        : checkCallbackUrl(url, {
            allowLoopback: this.#services.settings.local,
            ownOrigins: this.#ownOrigins,
            subject: "url",
          });
    if (fault !== null) throw new DomainError("invalid-request", fault, { field: "url" });
  }
}

function decodeDataUri(uri: string) {
  const [, base64] = DATA_URI.exec(uri) ?? [];
  const bytes = base64 === undefined ? null : decodeBase64(base64);
  if (bytes === null) {
    const message = "url is a data URI that is not valid base64 of a file";
    throw new DomainError("invalid-request", message, { field: "url" });
  }
  const chunks = (async function* () {
    yield bytes;
  })();
  return { atMostBytes: bytes.byteLength, chunks };
}

function decodeBase64(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
