import type { Services } from "../services.ts";
import type { DeletedAsset } from "./asset-store.ts";
import { deleteBytes } from "./delete-asset.ts";

/**
 * Removes the bytes of assets that were deleted, after the answer. The sweep removes those that an
 * unfinished job still needs, and those where this fails.
 */
export function forgetAssets(services: Services, deleted: readonly DeletedAsset[]): void {
  for (const asset of deleted) {
    if (!asset.held) services.afterAnswer(deleteBytes(services, asset));
  }
}
