import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { OwedDeletion } from "./asset-store.ts";

/**
 * Deletes an asset: from now on nobody can read it. Its bytes go after the answer; the sweep
 * removes them when that fails, or when a job that needs them has ended.
 *
 * @throws DomainError `not-found` for unknown, foreign and deleted ids alike.
 */
export async function deleteAsset(
  services: Services,
  accountId: string,
  assetId: string,
): Promise<void> {
  const owed = await services.assets.delete(assetId, accountId, services.clock.now());
  if (!owed) throw new DomainError("not-found", "There is no asset with this id.");
  if (!owed.held) services.afterAnswer(deleteBytes(services, owed));
}

/** Removes the bytes of a deleted asset; safe to call again. */
export async function deleteBytes(services: Services, owed: OwedDeletion): Promise<void> {
  await services.objects.delete(owed.objectKey);
  await services.assets.recordBytesDeleted(owed.assetId, services.clock.now());
}
