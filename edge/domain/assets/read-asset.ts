import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Asset } from "./asset-store.ts";

/**
 * Reads a live asset of the account.
 *
 * @throws DomainError `not-found` for unknown, foreign and deleted ids alike.
 */
export async function readAsset(
  services: Services,
  accountId: string,
  assetId: string,
): Promise<Asset> {
  const asset = await services.assets.readOwned(assetId, accountId);
  if (!asset) throw new DomainError("not-found", "There is no asset with this id.");
  return asset;
}
