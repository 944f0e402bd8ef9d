import { forgetAssets } from "../assets/forget-assets.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * Deletes an ended render with its video. Node time that it took is not given back.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `invalid-request` for one that
 * has not ended.
 */
export async function deleteRender(
  services: Services,
  accountId: string,
  renderId: string,
): Promise<void> {
  const render = await services.renders.readOwned(renderId, accountId);
  if (!render) throw new DomainError("not-found", "There is no render with this id.");
  const deleted = await services.renders.delete(renderId, accountId, services.clock.now());
  if (!deleted) {
    throw new DomainError("invalid-request", "The render is still active. Cancel it first.");
  }
  forgetAssets(services, deleted);
}
