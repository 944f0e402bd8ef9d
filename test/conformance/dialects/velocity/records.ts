import type { Lease } from "#contracts/node-protocol.ts";
import { callJson } from "../../../edge/edge-client.ts";
import {
  AUDIO_BYTES,
  ENCODER,
  INSPECTION,
  SOUND,
  uploadTemplate,
  velocity,
  ZIP_BYTES,
} from "../../../edge/velocity-client.ts";
import { type Party, takeLeaseOf, type World } from "../../harness/world.ts";

/** Makers of everything that document 003 has ids for. */

type Maker = (world: World, party: Party) => Promise<string>;
type Made = { id: string };

/** What no request changes is made once for each party. */
function once(make: Maker): Maker {
  const made = new Map<Party, Promise<string>>();
  return (world, party) => {
    const known = made.get(party) ?? make(world, party);
    made.set(party, known);
    return known;
  };
}

const template: Maker = (_world, party) => uploadTemplate(velocity(party));

const audio: Maker = async (_world, party) => {
  const file = { bytes: AUDIO_BYTES.mp3, name: "sound.mp3" };
  return (await velocity(party).upload<{ audioId: string }>(200, "/audio/upload", file)).audioId;
};

const readyTemplate = once(async (world, party) => {
  const id = await template(world, party);
  await inspect(world, await takeLeaseOf(world.node, id), INSPECTION);
  return id;
});

const readyAudio = once(async (world, party) => {
  const id = await audio(world, party);
  await inspect(world, await takeLeaseOf(world.node, id), SOUND);
  return id;
});

async function inspect({ node }: World, lease: Lease, found: object): Promise<void> {
  const inspection = new TextEncoder().encode(JSON.stringify(found));
  await (await node.upload(lease, "inspection", inspection, "application/json")).text();
  await (await node.complete(lease, { inspection })).text();
}

const render: Maker = async (world, party) => {
  const templateId = await readyTemplate(world, party);
  const request = { templateId, name: "Video", encoderConfig: ENCODER };
  const path = "/render";
  return (await velocity(party).json<{ renderId: string }>(200, "POST", path, request)).renderId;
};

const endedRender: Maker = async (world, party) => {
  const id = await render(world, party);
  await velocity(party).json(200, "POST", `/render/${id}/cancel`);
  return id;
};

const completedRender = once(async (world, party) => {
  const id = await render(world, party);
  await (await world.node.work(await takeLeaseOf(world.node, id))).text();
  return id;
});

const named =
  (path: string): Maker =>
  async (_world, party) =>
    (await velocity(party).json<Made>(200, "POST", path, { name: "Summer" })).id;

const campaign = named("/campaign");
const group = named("/audio-asset-group");
/** The one campaign of a party that has links and instances. */
const usualCampaign = once(campaign);

const linkedGroup: Maker = async (world, party) => {
  const [campaignId, groupId] = [await usualCampaign(world, party), await group(world, party)];
  await velocity(party).json(200, "POST", `/campaign/${campaignId}/audio-groups/${groupId}`);
  return groupId;
};

const instance: Maker = async (world, party) => {
  const path = `/campaign/${await usualCampaign(world, party)}/template-instances`;
  const body = { templateId: await readyTemplate(world, party), name: "Blue" };
  return (await velocity(party).json<Made>(200, "POST", path, body)).id;
};

/** A file of the account that a request may name in place of bringing it. */
const assetOf =
  (bytes: Uint8Array): Maker =>
  async (_world, { apiKey: credential }) =>
    (
      await callJson<Made>(201, "POST", "/api/v2/assets", {
        credential,
        headers: { "content-type": "application/zip", "content-length": String(bytes.byteLength) },
        body: bytes,
      })
    ).id;

export const RECORDS = {
  template,
  audio,
  "ready-template": readyTemplate,
  "ready-audio": readyAudio,
  render,
  "ended-render": endedRender,
  "completed-render": completedRender,
  campaign,
  group,
  "usual-campaign": usualCampaign,
  "linked-group": linkedGroup,
  instance,
  archive: assetOf(ZIP_BYTES),
  sound: assetOf(AUDIO_BYTES.wav),
} as const satisfies Record<string, Maker>;

/** A path's id of one of these kinds. */
export const idOf = (of: keyof typeof RECORDS) => ({ kind: "id", of }) as const;
