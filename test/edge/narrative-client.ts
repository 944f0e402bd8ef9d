import type { FilmFacts } from "#contracts/film.ts";
import type { Lease } from "#contracts/node-protocol.ts";
import { callJson, createCustomer, enrolNode, eventually, VIDEO } from "./edge-client.ts";

/** A request as document 004 shows it. */
export type Status = {
  status: string;
  progress: number;
  message: string;
  result?: {
    videoUrl: string;
    thumbnailUrl: string;
    captionsUrl: string | null;
    captions: { srt: string | null; vtt: string | null };
    scenes: { text: string | null; start: number; end: number; image: string | null }[];
    durationSeconds: number;
    procedural: boolean;
  };
};
export type Customer = Awaited<ReturnType<typeof createCustomer>>;
export type FilmNode = Awaited<ReturnType<typeof enrolNode>>;

export const LINES = ["An old fisherman rows out at dawn.", "He waits.", "The storm arrives."];
export const NARRATIVE = {
  input: {
    prompt_list: LINES,
    speaker: "alloy",
    provider: "OPENAI",
    add_generative_video: true,
    image_model: "FLUX1.1PRO",
    video_model: "RUNWAYML",
    aspect_ratio: "16:9",
  },
};
export const MOVIE = {
  input: {
    prompt: "A red boat on a calm lake at dawn",
    aspect_ratio: "9:16",
    image_model: "IMAGEN3",
    video_model: "KLINGIMGTOVIDPRO",
    duration: 30,
  },
};

export const withKey = ({ apiKey }: Customer) => ({ headers: { API_KEY: apiKey } });

export async function createNarrative(
  customer: Customer,
  change: { input?: object; webhookUrl?: string } = {},
): Promise<string> {
  const { request_id: id } = await callJson<{ request_id: string }>(
    200,
    "POST",
    "/v1/video/create_narrative",
    {
      ...withKey(customer),
      body: { ...NARRATIVE, ...change, input: { ...NARRATIVE.input, ...change.input } },
    },
  );
  return id;
}

export const readStatus = (customer: Customer, id: string) =>
  callJson<Status>(200, "GET", `/v1/video/status?request_id=${id}`, withKey(customer));

export const readWhen = (customer: Customer, id: string, word: string) =>
  eventually(async () => {
    const status = await readStatus(customer, id);
    return status.status === word ? status : null;
  });

/** A node that makes films. */
export async function enrolFilmNode(name: string, slots = 1, models: string[] = []) {
  const node = await enrolNode(name, slots, {
    taskKinds: ["render-scene", "assemble-film"],
    models: ["procedural", ...models],
  });
  await node.hello();
  return node;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** What a scene's task makes; nothing but the narration tells two scenes apart. */
const sceneOutputs = (lease: Lease): Record<string, Uint8Array> => {
  const { parameters } = sceneSpec(lease);
  return {
    video: bytes(`clip of ${parameters.imagePrompt}`),
    image: bytes(`still of ${parameters.imagePrompt}`),
    speech: bytes(`speech of ${parameters.narration}`),
    "scene-facts": bytes("{}"),
  };
};

export function sceneSpec({ spec }: Lease) {
  if (spec.kind !== "render-scene") throw new Error(`no scene but ${spec.kind}`);
  return spec;
}

export function filmSpec({ spec }: Lease) {
  if (spec.kind !== "assemble-film") throw new Error(`no film but ${spec.kind}`);
  return spec;
}

const CONTENT_TYPES: Record<string, string> = {
  video: "video/mp4",
  image: "image/png",
  thumbnail: "image/png",
  speech: "audio/wav",
  "scene-facts": "application/json",
  "film-facts": "application/json",
  "captions-srt": "application/x-subrip",
  "captions-vtt": "text/vtt",
};

/** Uploads what the task makes and completes it. */
export async function finish(node: FilmNode, lease: Lease): Promise<void> {
  const outputs = lease.spec.kind === "render-scene" ? sceneOutputs(lease) : filmOutputs(lease);
  for (const [name, content] of Object.entries(outputs)) {
    const type = CONTENT_TYPES[name] ?? "";
    await (await node.upload(lease, name, content, type)).text();
  }
  const answer = await node.complete(lease, outputs);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`complete: ${answer.status} ${text}`);
}

function filmOutputs(lease: Lease): Record<string, Uint8Array> {
  const { captions } = filmSpec(lease).parameters;
  const facts: FilmFacts = {
    durationSeconds: captions.length * 4,
    scenes: captions.map((text, index) => ({
      text,
      startSeconds: index * 4,
      endSeconds: index * 4 + 4,
    })),
    models: { image: ["procedural"], video: [], voice: ["procedural"], music: "procedural" },
    notes: [],
  };
  return {
    video: VIDEO,
    thumbnail: bytes("a frame"),
    "captions-vtt": bytes("WEBVTT\n"),
    "captions-srt": bytes("1\n"),
    "film-facts": bytes(JSON.stringify(facts)),
  };
}

/** Takes leases of this job on all slots until there is none to take; those of others fail. */
export async function takeScenes(node: FilmNode, jobId: string, slots: number): Promise<Lease[]> {
  const taken: Lease[] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    const lease = await node.take(slot, 0);
    if (lease?.jobId === jobId) taken.push(lease);
    else if (lease) throw new Error("the lease is of another job");
  }
  return taken;
}

/** Works off all of a job on one node of one slot; answers what it did, in order. */
export async function workOff(node: FilmNode, customer: Customer, id: string): Promise<Lease[]> {
  const done: Lease[] = [];
  await eventually(async () => {
    const lease = await node.take();
    if (lease) {
      await finish(node, lease);
      done.push(lease);
      return null;
    }
    const { status } = await readStatus(customer, id);
    return status === "COMPLETED" ? status : null;
  });
  return done;
}
