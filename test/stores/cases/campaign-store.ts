import { expect, test } from "vitest";
import { createAudioStore } from "../../../edge/adapters/d1/audio-store.ts";
import { createCampaignStore } from "../../../edge/adapters/d1/campaign-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What a campaign store must do: link only what is one account's, and forget all with the campaign. */
export function describeCampaignStore(open: () => Promise<Database>): void {
  const setUp = async () => {
    const { database, accountId } = await buildFleet(await open());
    const [campaigns, audio] = [createCampaignStore(database), createAudioStore(database)];
    const named = (name: string, owner = accountId) => ({
      id: newId(),
      accountId: owner,
      name,
      createdAt: T0,
    });
    const createCampaign = async (name = "Summer", owner = accountId) => {
      const campaign = named(name, owner);
      await campaigns.create(campaign);
      return campaign;
    };
    const createGroup = async (owner = accountId) => {
      const group = named("Music", owner);
      await audio.createGroup(group);
      return group;
    };
    const anInstance = (campaignId: string) => ({
      ...named("Blue"),
      campaignId,
      templateId: newId(),
      templateName: "promo",
      changes: [{ layer: "Title", type: "text" as const, value: "“Sale” 夜" }],
    });
    const stranger = (await buildFleet(database)).accountId;
    return { accountId, stranger, campaigns, createCampaign, createGroup, anInstance };
  };

  test("campaigns are read and listed by their account alone", async () => {
    const { campaigns, accountId, stranger, createCampaign } = await setUp();
    const [first, second] = [await createCampaign("A"), await createCampaign("B")];
    await createCampaign("theirs", stranger);
    expect(await campaigns.readOwned(first.id, accountId)).toEqual(first);
    expect(await campaigns.readOwned(first.id, stranger)).toBeNull();
    const listed = await campaigns.list(accountId);
    expect(listed.map(({ name }) => name).toSorted()).toEqual(["A", "B"]);
    expect(await campaigns.delete(second.id, stranger)).toBe(false);
    expect(await campaigns.delete(second.id, accountId)).toBe(true);
    expect(await campaigns.delete(second.id, accountId)).toBe(false);
    expect(await campaigns.list(accountId)).toEqual([first]);
  });

  test("groups are linked once, and only those of the same account", async () => {
    const { campaigns, accountId, stranger, createCampaign, createGroup } = await setUp();
    const { id: campaignId } = await createCampaign();
    const [group, theirs] = [await createGroup(), await createGroup(stranger)];
    const link = { campaignId, groupId: group.id, accountId, now: T0 };
    for (const _again of [1, 2]) expect(await campaigns.linkGroup(link)).toBe(true);
    expect(await campaigns.linkGroup({ ...link, groupId: theirs.id })).toBe(false);
    expect(await campaigns.linkGroup({ ...link, accountId: stranger })).toBe(false);
    expect(await campaigns.linkGroup({ ...link, campaignId: newId() })).toBe(false);
    expect(await campaigns.listGroups(campaignId, accountId)).toEqual([group]);
    expect(await campaigns.listGroups(campaignId, stranger)).toEqual([]);
    expect(await campaigns.unlinkGroup({ ...link, accountId: stranger })).toBe(false);
    expect(await campaigns.unlinkGroup(link)).toBe(true);
    expect(await campaigns.unlinkGroup(link)).toBe(false);
    expect(await campaigns.listGroups(campaignId, accountId)).toEqual([]);
  });

  test("instances belong to a campaign of their account and keep their changes", async () => {
    const { campaigns, accountId, stranger, createCampaign, anInstance } = await setUp();
    const { id: campaignId } = await createCampaign();
    const instance = anInstance(campaignId);
    expect(await campaigns.createInstance(instance)).toBe(true);
    const foreign = { ...anInstance(campaignId), accountId: stranger };
    expect(await campaigns.createInstance(foreign)).toBe(false);
    expect(await campaigns.createInstance(anInstance(newId()))).toBe(false);
    expect(await campaigns.readInstance(instance.id, accountId)).toEqual(instance);
    expect(await campaigns.readInstance(instance.id, stranger)).toBeNull();
    expect(await campaigns.listInstances(campaignId, accountId)).toEqual([instance]);
    expect(await campaigns.deleteInstance(instance.id, stranger)).toBe(false);
    expect(await campaigns.deleteInstance(instance.id, accountId)).toBe(true);
    expect(await campaigns.listInstances(campaignId, accountId)).toEqual([]);
  });

  test("a campaign goes with its links and instances, and nobody else's", async () => {
    const { campaigns, accountId, stranger, createCampaign, createGroup, anInstance } =
      await setUp();
    const [{ id: campaignId }, { id: kept }] = [await createCampaign(), await createCampaign()];
    const group = await createGroup();
    for (const id of [campaignId, kept]) {
      await campaigns.linkGroup({ campaignId: id, groupId: group.id, accountId, now: T0 });
    }
    const [instance, other] = [anInstance(campaignId), anInstance(kept)];
    await campaigns.createInstance(instance);
    await campaigns.createInstance(other);
    await campaigns.delete(campaignId, stranger);
    expect(await campaigns.listInstances(campaignId, accountId)).toEqual([instance]);
    await campaigns.delete(campaignId, accountId);
    expect(await campaigns.readInstance(instance.id, accountId)).toBeNull();
    expect(await campaigns.listGroups(campaignId, accountId)).toEqual([]);
    expect(await campaigns.listInstances(kept, accountId)).toEqual([other]);
    expect(await campaigns.listGroups(kept, accountId)).toEqual([group]);
  });
}
