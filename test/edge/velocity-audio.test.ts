import { beforeAll, describe, expect, it } from "vitest";
import { createCustomer, enrolNode } from "./edge-client.ts";
import {
  AUDIO_BYTES,
  createRender,
  failLease,
  inspect,
  readyAudio,
  readyTemplate,
  SOUND,
  takeLease,
  UNKNOWN,
  velocity,
  ZIP_BYTES,
  type Velocity,
} from "./velocity-client.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
type Uploaded = { audioId: string; audioGroupId: string };

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode();
  await node.hello();
});

const createGroup = async (client: Velocity, name: string) =>
  (await client.json<{ id: string }>(200, "POST", "/audio-asset-group", { name })).id;

describe("a sound", () => {
  it("is uploaded into a group, inspected, listed, downloaded and deleted", async () => {
    const client = velocity(await createCustomer());
    const groupId = await createGroup(client, "Background");
    const group = { audioGroupId: groupId, audioAssetGroupId: groupId };
    const name = "background_music.mp3";
    const { audioId, ...uploaded } = await client.upload<Uploaded>(
      200,
      `/Audio-Asset-Group/${groupId}/audio`,
      { bytes: AUDIO_BYTES.mp3, name },
    );
    expect(uploaded).toEqual({ status: "uploaded", ...group });
    const waiting = {
      jobId: audioId,
      audioId,
      ...group,
      audioName: name,
      status: "processing",
      createdAt: expect.stringMatching(TIME) as string,
      completedAt: null,
      reason: null,
    };
    const status = `/audio/${audioId}/status`;
    expect(await client.json(200, "GET", status)).toEqual(waiting);
    expect(await client.json(200, "GET", "/audio/active")).toEqual([waiting]);
    await client.json(404, "GET", `/audio/${audioId}`);
    await inspect(node, audioId, SOUND);
    const done = {
      ...waiting,
      status: "completed",
      completedAt: expect.stringMatching(TIME) as string,
    };
    expect(await client.json(200, "GET", status)).toEqual(done);
    expect(await client.json(200, "GET", "/audio/history")).toEqual([done]);
    const details = {
      id: audioId,
      ...group,
      name,
      sizeBytes: AUDIO_BYTES.mp3.length,
      createdAt: expect.stringMatching(TIME) as string,
      originalFormat: "mp3",
    };
    expect(await client.json(200, "GET", `/audio/${audioId}`)).toEqual(details);
    const listed = {
      ...details,
      duration: 12.5,
      size: AUDIO_BYTES.mp3.length,
      groupId,
      groupName: "Background",
    };
    // Read from the inspection first, from its own row then.
    for (const _again of [1, 2]) {
      expect(await client.json(200, "GET", "/audio/list")).toEqual([listed]);
    }
    const download = await client.send("GET", `/audio/${audioId}/download`);
    expect(new Uint8Array(await download.arrayBuffer())).toEqual(AUDIO_BYTES.mp3);
    expect(download.headers.get("content-type")).toBe("audio/mpeg");
    expect(download.headers.get("content-disposition")).toContain(`"${name}"`);
    expect(await client.json(200, "GET", `/audio-asset-group/${groupId}`)).toMatchObject({
      name: "Background",
      audio: [details],
    });
    expect(await client.json(400, "DELETE", `/audio-asset-group/${groupId}`)).toMatchObject({
      message: "The group still has audio files. Delete them first.",
    });
    expect(await client.json(200, "DELETE", `/audio/${audioId}`)).toEqual({
      message: "Audio deleted successfully",
    });
    await client.json(404, "GET", status);
    await client.json(200, "DELETE", `/audio-asset-group/${groupId}`);
    expect(await client.json(200, "GET", "/audio-asset-group")).toEqual([]);
    expect(await client.json(200, "GET", "/template/storage-status")).toMatchObject({
      usedBytes: 0,
    });
  });

  it("is told by its first bytes", async () => {
    const client = velocity(await createCustomer());
    for (const [bytes, type, originalFormat] of [
      [AUDIO_BYTES.frames, "audio/mpeg", "mp3"],
      [AUDIO_BYTES.wav, "audio/wav", "wav"],
      [AUDIO_BYTES.aac, "audio/aac", "aac"],
    ] as const) {
      const { audioId } = await client.upload<Uploaded>(200, "/audio/upload", {
        bytes,
        name: "sound",
      });
      await inspect(node, audioId, SOUND);
      expect(await client.json(200, "GET", `/audio/${audioId}`)).toMatchObject({ originalFormat });
      const head = await client.send("HEAD", `/audio/${audioId}/download`);
      expect(head.headers.get("content-type")).toBe(type);
    }
    const refused = await client.upload(400, "/audio/upload", { bytes: ZIP_BYTES, name: "a.mp3" });
    expect(refused).toMatchObject({ message: "The file must be MP3, WAV or AAC audio." });
  });

  it("goes into the group of its form, or the account's default one", async () => {
    const client = velocity(await createCustomer());
    const groupId = await createGroup(client, "Jingles");
    const file = { bytes: AUDIO_BYTES.wav, name: "a.wav" };
    const upload = (fields: Record<string, string>, status = 200) =>
      client.upload<Uploaded>(status, "/audio/upload", { ...file, fields });
    expect(await upload({ audioGroupId: groupId })).toMatchObject({ audioGroupId: groupId });
    expect(await upload({ audioAssetGroupId: groupId })).toMatchObject({ audioGroupId: groupId });
    const { audioGroupId: usual } = await upload({});
    expect((await upload({})).audioGroupId).toBe(usual);
    expect(await client.json(200, "GET", `/audio-asset-group/${usual}`)).toMatchObject({
      name: "Default",
    });
    await upload({ audioGroupId: UNKNOWN }, 400);
    await upload({ audioGroupId: groupId, audioAssetGroupId: usual }, 400);
    const stranger = velocity(await createCustomer());
    await stranger.upload(400, "/audio/upload", { ...file, fields: { audioGroupId: groupId } });
    await stranger.upload(404, `/audio-asset-group/${groupId}/audio`, file);
  });

  it("is found by words of its name and its group's", async () => {
    const client = velocity(await createCustomer());
    const groupId = await createGroup(client, "50% off");
    for (const path of [`/audio-asset-group/${groupId}/audio`, "/audio/upload"]) {
      await readyAudio(client, node, path);
    }
    const found = async (search: string) => {
      const path = `/audio/list?search=${encodeURIComponent(search)}`;
      return (await client.json<unknown[]>(200, "GET", path)).length;
    };
    expect(await Promise.all(["MUSIC", "50%", "0% o", "%", "_", "none", ""].map(found))).toEqual([
      2, 1, 1, 1, 2, 0, 2,
    ]);
    expect(await client.json(200, "GET", "/audio/list?take=1")).toHaveLength(1);
  });
});

describe("a render's sound", () => {
  it("is one that is ready, and stays while the render is active", async () => {
    const client = velocity(await createCustomer());
    const templateId = await readyTemplate(client, node);
    const request = { templateId, name: "R", encoderConfig: { bitrate: 5_000_000 } };
    const { audioId: waiting } = await client.upload<Uploaded>(200, "/audio/upload", {
      bytes: AUDIO_BYTES.aac,
      name: "corrupted_audio.aac",
    });
    const early = await client.json(400, "POST", "/render", { ...request, audioId: waiting });
    expect(early).toMatchObject({ message: "The audio is not ready" });
    await failLease(node, await takeLease(node, waiting), "Unsupported audio codec");
    expect(await client.json(200, "GET", "/audio/history?status=failed")).toMatchObject([
      { audioName: "corrupted_audio.aac", status: "failed", reason: "Unsupported audio codec" },
    ]);
    const audioId = await readyAudio(client, node, "/audio/upload");
    const renderId = await createRender(client, { templateId, audioId });
    expect(await client.json(400, "DELETE", `/audio/${audioId}`)).toMatchObject({
      message: "Active render jobs use the audio. Cancel them first.",
    });
    const lease = await takeLease(node, renderId);
    expect(lease.spec.inputs).toMatchObject([
      { role: "template" },
      { role: "audio", contentType: "audio/mpeg", sizeBytes: AUDIO_BYTES.mp3.length },
    ]);
    await (await node.work(lease)).text();
    await client.json(200, "DELETE", `/audio/${audioId}`);
    expect(await client.json(200, "GET", `/render/renders/${renderId}`)).toMatchObject({
      renderId,
    });
  });
});

describe("a campaign", () => {
  it("renders its instances, with sounds of the groups that are linked to it", async () => {
    const client = velocity(await createCustomer());
    const templateId = await readyTemplate(client, node);
    const { id: campaignId } = await client.json<{ id: string }>(200, "POST", "/Campaign", {
      name: "Summer",
    });
    const instances = `/campaign/${campaignId}/template-instances`;
    const change = { layer: "Title", type: "text", value: "Summer" };
    const instance = { templateId, name: "Blue", customizationMap: [change] };
    const made = await client.json<{ id: string }>(200, "POST", instances, instance);
    expect(made).toEqual({
      ...instance,
      id: made.id,
      campaignId,
      templateName: "promo",
      createdAt: expect.stringMatching(TIME) as string,
    });
    const wrong = { ...instance, customizationMap: [{ ...change, layer: "Titel" }] };
    await client.json(400, "POST", instances, wrong);

    const groupId = await createGroup(client, "Music");
    const audioId = await readyAudio(client, node, `/audio-asset-group/${groupId}/audio`);
    const request = {
      templateInstanceId: made.id,
      name: "CampaignVideo",
      audioId,
      encoderConfig: { bitrate: 5_000_000 },
      customizationMap: [{ layer: "Logo", type: "visible", value: false }],
    };
    expect(await client.json(400, "POST", "/render", request)).toMatchObject({
      message: "The audio is in no group that is linked to the campaign",
    });
    const link = `/campaign/${campaignId}/audio-groups/${groupId}`;
    for (const _again of [1, 2]) await client.json(200, "POST", link);
    expect(await client.json(200, "GET", `/campaign/${campaignId}`)).toMatchObject({
      name: "Summer",
      audioGroups: [{ id: groupId }],
      templateInstances: [made],
    });
    const { renderId } = await client.json<{ renderId: string }>(200, "POST", "/render", request);
    const status = await client.json(200, "GET", `/render/${renderId}/status`);
    expect(status).toMatchObject({
      templateInstanceId: made.id,
      templateInstanceName: "Blue",
      campaignId,
      templateId,
      isDirectRender: false,
    });
    const lease = await takeLease(node, renderId);
    expect(lease.spec.parameters).toMatchObject({
      customizations: [change, { layer: "Logo", type: "visible", value: false }],
    });
    await (await node.work(lease)).text();

    await client.json(200, "DELETE", link);
    await client.json(404, "DELETE", link);
    await client.json(400, "POST", "/render", request);
    await client.json(200, "DELETE", `/template/${templateId}`);
    expect(await client.json(400, "POST", "/render", { ...request, audioId: null })).toMatchObject({
      message: "The instance's template was deleted",
    });
    await client.json(200, "DELETE", `${instances}/${made.id}`);
    expect(await client.json(200, "GET", instances)).toEqual([]);
    await client.json(200, "DELETE", `/campaign/${campaignId}`);
    await client.json(404, "GET", `/campaign/${campaignId}`);
    expect(await client.json(200, "GET", "/render/all")).toMatchObject([
      { campaignId, templateInstanceName: "Blue", templateName: "promo" },
    ]);
  });

  it("takes nothing of another account", async () => {
    const [mine, theirs] = [velocity(await createCustomer()), velocity(await createCustomer())];
    const campaignOf = async (client: Velocity) =>
      (await client.json<{ id: string }>(200, "POST", "/campaign", { name: "C" })).id;
    const [campaignId, theirCampaign] = [await campaignOf(mine), await campaignOf(theirs)];
    const theirGroup = await createGroup(theirs, "G");
    const theirTemplate = await readyTemplate(theirs, node);
    await mine.json(404, "POST", `/campaign/${campaignId}/audio-groups/${theirGroup}`);
    await theirs.json(404, "POST", `/campaign/${campaignId}/audio-groups/${theirGroup}`);
    const instance = { templateId: theirTemplate, name: "I" };
    await mine.json(400, "POST", `/campaign/${campaignId}/template-instances`, instance);
    const path = `/campaign/${theirCampaign}/template-instances`;
    const { id } = await theirs.json<{ id: string }>(200, "POST", path, instance);
    await mine.json(404, "GET", `${path}/${id}`);
    const render = { templateInstanceId: id, name: "R", encoderConfig: { bitrate: 5_000_000 } };
    await mine.json(400, "POST", "/render", render);
    expect(await mine.json(200, "GET", "/campaign")).toHaveLength(1);
  });
});
