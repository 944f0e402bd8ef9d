import { expect, test } from "vitest";
import { createAudioStore } from "../../../edge/adapters/d1/audio-store.ts";
import { createCampaignStore } from "../../../edge/adapters/d1/campaign-store.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";
import { buildRecords } from "../../support/velocity-records.ts";

/** What an audio store must do: keep sounds in groups, find them, and lose none that is in use. */
export function describeAudioStore(open: () => Promise<Database>): void {
  const setUp = async () => {
    const records = await buildRecords(await open());
    const audio = createAudioStore(records.database);
    const aGroup = (name: string) => ({
      id: newId(),
      accountId: records.accountId,
      name,
      createdAt: T0,
    });
    const createGroup = async (name: string) => {
      const group = aGroup(name);
      await audio.createGroup(group);
      return group;
    };
    return { ...records, audio, aGroup, createGroup };
  };

  test("a sound is written with its job, in its group while there is one", async () => {
    const { audio, accountId, createGroup, submitAudio } = await setUp();
    const group = await createGroup("Music");
    const job = await submitAudio("a.wav", group.id);
    expect(await audio.readOwned(job.id, accountId)).toEqual({
      id: job.id,
      accountId,
      groupId: group.id,
      name: "a.wav",
      assetId: expect.any(String) as string,
      contentType: "audio/wav",
      sizeBytes: 300,
      state: "queued",
      errorMessage: null,
      createdAt: T0,
      finishedAt: null,
    });
    expect(await audio.readOwned(job.id, newId())).toBeNull();
    const loose = await submitAudio("b.wav", newId());
    expect(await audio.readOwned(loose.id, accountId)).toMatchObject({ groupId: null });
    expect(await audio.list({ accountId, states: ["queued"] })).toHaveLength(2);
    expect(await audio.list({ accountId, states: ["completed"] })).toEqual([]);
  });

  test("what is ready is found by name and group, and keeps its duration", async () => {
    const { audio, accountId, createGroup, submitAudio, finish } = await setUp();
    const group = await createGroup("50% off");
    const other = await createGroup("Jingles");
    const ready = await submitAudio("Calm_sea.wav", group.id);
    await finish(ready);
    await finish(await submitAudio("bell.wav", other.id));
    await submitAudio("waiting.wav", group.id);
    const names = async (query: object) =>
      (await audio.listReady({ accountId, ...query })).map(({ name }) => name);
    expect((await names({})).toSorted()).toEqual(["Calm_sea.wav", "bell.wav"]);
    expect(await names({ search: "SEA" })).toEqual(["Calm_sea.wav"]);
    expect(await names({ search: "50%" })).toEqual(["Calm_sea.wav"]);
    expect(await names({ search: "m_s" })).toEqual(["Calm_sea.wav"]);
    expect(await names({ search: "b_l" })).toEqual([]);
    expect(await names({ groupId: other.id })).toEqual(["bell.wav"]);
    expect(await names({ take: 1, skip: 2 })).toEqual([]);
    await audio.recordDuration(ready.id, 2.5);
    expect(await audio.listReady({ accountId, groupId: group.id })).toMatchObject([
      { id: ready.id, groupName: "50% off", durationSeconds: 2.5 },
    ]);
  });

  test("there is one default group, whoever comes first", async () => {
    const { audio, accountId, database, aGroup } = await setUp();
    const wanted = Array.from({ length: 5 }, () => aGroup("Default"));
    const found = await Promise.all(wanted.map((group) => audio.readDefaultGroup(group)));
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(await audio.listGroups(accountId)).toEqual([found[0]]);
    const elsewhere = { ...aGroup("Default"), accountId: (await buildFleet(database)).accountId };
    expect((await audio.readDefaultGroup(elsewhere)).id).toBe(elsewhere.id);
  });

  test("a group goes when it has no sounds, with its links, for its owner", async () => {
    const { audio, accountId, database, createGroup, submitAudio, finish } = await setUp();
    const campaigns = createCampaignStore(database);
    const campaign = { id: newId(), accountId, name: "C", createdAt: T0 };
    await campaigns.create(campaign);
    const group = await createGroup("Music");
    await campaigns.linkGroup({
      campaignId: campaign.id,
      groupId: group.id,
      accountId,
      now: T0,
    });
    const job = await submitAudio("a.wav", group.id);
    await finish(job);
    expect(await audio.deleteGroup(group.id, accountId)).toBe(false);
    expect(await audio.readGroup(group.id, accountId)).toEqual(group);
    expect(await campaigns.listGroups(campaign.id, accountId)).toHaveLength(1);
    await audio.delete(job.id, accountId, T0);
    expect(await audio.deleteGroup(group.id, newId())).toBe(false);
    expect(await audio.deleteGroup(group.id, accountId)).toBe(true);
    expect(await audio.readGroup(group.id, accountId)).toBeNull();
    const link = { campaignId: campaign.id, groupId: group.id, accountId };
    expect(await campaigns.unlinkGroup(link)).toBe(false);
  });

  test("a sound stays while a render with it has not ended", async () => {
    const { audio, accountId, assets, createGroup, submitAudio, submitRender, finish } =
      await setUp();
    const job = await submitAudio("a.wav", (await createGroup("Music")).id);
    await finish(job);
    const render = await submitRender({ audioId: job.id });
    expect(await audio.delete(job.id, accountId, T0)).toBeNull();
    await finish(render, "video");
    const used = await assets.readUsedBytes(accountId, T0);
    expect(await audio.delete(job.id, accountId, T0)).toHaveLength(2);
    expect(await assets.readUsedBytes(accountId, T0)).toBe(used - 1300);
    expect(await audio.readOwned(job.id, accountId)).toBeNull();
  });
}
