import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { checkLayers } from "../templates/check-layers.ts";
import type { LayerChange } from "../templates/layer-change.ts";
import { readUsableTemplate } from "../templates/read-usable-template.ts";
import type { TemplateInstance } from "./campaign-store.ts";

/**
 * Makes an instance of a template in a campaign. Its changes come before those of each render.
 *
 * @throws DomainError `invalid-request` for a template that is not ready and for layers that it has
 * not, `not-found` for a campaign that is gone.
 */
export async function createInstance(
  services: Services,
  account: Account,
  wish: { campaignId: string; templateId: string; name: string; changes: LayerChange[] },
): Promise<TemplateInstance> {
  const { template, inspection } = await readUsableTemplate(services, account.id, {
    templateId: wish.templateId,
    field: "templateId",
  });
  checkLayers(wish.changes, inspection.layers);
  const createdAt = services.clock.now();
  const instance = {
    ...wish,
    id: services.random.uuid(createdAt),
    accountId: account.id,
    templateName: template.name,
    createdAt,
  };
  if (await services.campaigns.createInstance(instance)) return instance;
  throw new DomainError("not-found", "There is no campaign with this id.");
}
