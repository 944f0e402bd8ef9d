import { setTimeout as sleep } from "node:timers/promises";
import { downloadZip } from "client-zip";
import { z } from "zod";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";

/** What a client does for one job, or one batch, of a kind. */
export type JobKind = {
  name: string;
  what: string;
  /** Tasks of the job; one that has a single one is held to the goal. */
  tasks: number;
  /** Jobs in one go: what it cost is divided by them. */
  jobs: number;
  /** Times it is done. */
  rounds: number;
  /** Answers the ids of the jobs it made. */
  submit: (edge: LocalDeployment) => Promise<string[]>;
};

const FRAMES_PER_SECOND = 30;

/** A picture of one colour for a second, as Bodymovin exports it. */
const TEMPLATE = {
  v: "5.12.1",
  fr: FRAMES_PER_SECOND,
  ip: 0,
  op: FRAMES_PER_SECOND,
  w: 640,
  h: 360,
  assets: [],
  layers: [
    {
      ty: 1,
      ind: 1,
      nm: "Background",
      sw: 640,
      sh: 360,
      sc: "#205080",
      ip: 0,
      op: FRAMES_PER_SECOND,
      st: 0,
      ks: {
        o: { a: 0, k: 100 },
        r: { a: 0, k: 0 },
        p: { a: 0, k: [320, 180, 0] },
        a: { a: 0, k: [320, 180, 0] },
        s: { a: 0, k: [100, 100, 100] },
      },
    },
  ],
};

const Template = z.object({ templateId: z.uuid() });
const Batch = z.object({ jobs: z.array(z.object({ id: z.uuid() })) });

/** The kinds whose cost is told. */
export function describeKinds(templateId: string): JobKind[] {
  return [
    {
      name: "prompt video",
      what: "POST /api/v1/render-video, one second of 720p",
      tasks: 1,
      jobs: 1,
      rounds: 4,
      submit: async (edge) => {
        const body = { prompt: "a red kite", resolution: "720p", duration: 1, format: "mp4" };
        const answer = await post(edge, "/api/v1/render-video", body);
        return [z.object({ job_id: z.uuid() }).parse(answer).job_id];
      },
    },
    {
      name: "batch of 4",
      what: "POST /api/video/batch_inference, four prompts; told for each job",
      tasks: 1,
      jobs: 4,
      rounds: 1,
      submit: async (edge) => {
        const prompts = ["a lake", "a meadow", "a beach", "a forest"];
        const answer = await post(edge, "/api/video/batch_inference", { prompts });
        const { batch_id: batchId } = z.object({ batch_id: z.uuid() }).parse(answer);
        const batch = Batch.parse(await get(edge, `/api/v2/batches/${batchId}`));
        return batch.jobs.map(({ id }) => id);
      },
    },
    {
      name: "template render",
      what: "POST /render of a template that is there, one second",
      tasks: 1,
      jobs: 1,
      rounds: 4,
      submit: async (edge) => {
        const encoderConfig = { bitrate: 1_000_000, fpsNum: FRAMES_PER_SECOND };
        const answer = await post(edge, "/render", { templateId, name: "cost", encoderConfig });
        return [z.object({ renderId: z.uuid() }).parse(answer).renderId];
      },
    },
    {
      name: "narrative of 3 scenes",
      what: "POST /v1/video/create_narrative, three lines",
      tasks: 4,
      jobs: 1,
      rounds: 1,
      submit: async (edge) => {
        const lines = ["A boat leaves.", "The sea is calm.", "It comes home."];
        const input = { prompt_list: lines, image_model: "IMAGEN3", cache: false };
        const answer = await post(edge, "/v1/video/create_narrative", { input });
        return [z.object({ request_id: z.uuid() }).parse(answer).request_id];
      },
    },
  ];
}

/** Brings a template to the edge; answers its id once it may be rendered. */
export async function uploadTemplate(
  edge: LocalDeployment,
  isDone: (jobId: string) => boolean,
): Promise<string> {
  const archive = downloadZip([{ name: "data.json", input: JSON.stringify(TEMPLATE) }]);
  const form = new FormData();
  form.append("file", new File([new Uint8Array(await archive.arrayBuffer())], "cost.zip"));
  const { templateId } = Template.parse(await send(edge, "POST", "/template/upload", form));
  while (!isDone(templateId)) await sleep(200);
  return templateId;
}

const Detail = z.object({
  state: z.string(),
  outputs: z.array(z.object({ name: z.string(), contentPath: z.string() })),
});

/** Reads the ended job's state and downloads its video once, as its client would. */
export async function collect(edge: LocalDeployment, jobId: string): Promise<void> {
  const { state, outputs } = Detail.parse(await get(edge, `/api/v2/jobs/${jobId}`));
  const video = outputs.find(({ name }) => name === "video");
  if (state !== "completed" || !video) throw new Error(`job ${jobId} is ${state}`);
  const answer = await fetch(edge.origin + video.contentPath, { headers: headersOf(edge) });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the video of ${jobId} answered ${answer.status}`);
}

const post = (edge: LocalDeployment, path: string, body: object) => send(edge, "POST", path, body);
const get = (edge: LocalDeployment, path: string) => send(edge, "GET", path);

async function send(edge: LocalDeployment, method: string, path: string, body?: object) {
  const isForm = body instanceof FormData;
  const answer = await fetch(edge.origin + path, {
    method,
    headers: {
      ...headersOf(edge),
      ...(body !== undefined && !isForm && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as unknown;
}

const headersOf = ({ apiKey }: LocalDeployment) => ({ authorization: `Bearer ${apiKey}` });
