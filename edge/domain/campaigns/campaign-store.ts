import type { AudioGroup } from "../audio/audio-store.ts";
import type { LayerChange } from "../templates/layer-change.ts";

export type Campaign = { id: string; accountId: string; name: string; createdAt: number };

/** A template as a campaign uses it. */
export type TemplateInstance = {
  id: string;
  accountId: string;
  campaignId: string;
  templateId: string;
  templateName: string;
  name: string;
  changes: LayerChange[];
  createdAt: number;
};

/** Campaigns, the audio groups linked to them, and their template instances. */
export interface CampaignStore {
  create(campaign: Campaign): Promise<void>;
  readOwned(campaignId: string, accountId: string): Promise<Campaign | null>;
  list(accountId: string): Promise<Campaign[]>;
  /** Deletes it with its links and instances; false when this account has none of that id. */
  delete(campaignId: string, accountId: string): Promise<boolean>;

  /** Links once, only what is the account's; false when one of the two is not. */
  linkGroup(link: {
    campaignId: string;
    groupId: string;
    accountId: string;
    now: number;
  }): Promise<boolean>;
  /** False when they were not linked. */
  unlinkGroup(link: { campaignId: string; groupId: string; accountId: string }): Promise<boolean>;
  listGroups(campaignId: string, accountId: string): Promise<AudioGroup[]>;

  /** False when this account has no such campaign. */
  createInstance(instance: TemplateInstance): Promise<boolean>;
  readInstance(instanceId: string, accountId: string): Promise<TemplateInstance | null>;
  listInstances(campaignId: string, accountId: string): Promise<TemplateInstance[]>;
  deleteInstance(instanceId: string, accountId: string): Promise<boolean>;
}
