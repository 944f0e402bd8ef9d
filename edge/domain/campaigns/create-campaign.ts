import type { Services } from "../services.ts";
import type { Campaign } from "./campaign-store.ts";

/** Makes a campaign without groups and instances. */
export async function createCampaign(
  { campaigns, clock, random }: Services,
  accountId: string,
  name: string,
): Promise<Campaign> {
  const createdAt = clock.now();
  const campaign = { id: random.uuid(createdAt), accountId, name, createdAt };
  await campaigns.create(campaign);
  return campaign;
}
