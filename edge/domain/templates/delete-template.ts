import { forgetAssets } from "../assets/forget-assets.ts";
import { DomainError } from "../errors.ts";
import { cancelJob } from "../jobs/cancel-job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";

/**
 * Deletes a template with its archive; one that is still looked at is not looked at any longer.
 * Its renders stay.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `invalid-request` while a
 * render of it has not ended.
 */
export async function deleteTemplate(
  services: Services,
  accountId: string,
  templateId: string,
): Promise<void> {
  const template = await services.templates.readOwned(templateId, accountId);
  if (!template) throw new DomainError("not-found", "There is no template with this id.");
  if (!isTerminalJobState(template.state)) await cancelJob(services, accountId, templateId);
  const deleted = await services.templates.delete(templateId, accountId, services.clock.now());
  if (!deleted) {
    throw new DomainError(
      "invalid-request",
      "The template has active render jobs. Cancel them first.",
    );
  }
  forgetAssets(services, deleted);
}
