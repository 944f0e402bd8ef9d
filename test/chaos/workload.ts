import { setTimeout as sleep } from "node:timers/promises";
import { createCanvas } from "@napi-rs/canvas";
import { z } from "zod";
import { makeTemplate, makeTone } from "../support/velocity-files.ts";
import { ask, type Access } from "./client.ts";

const State = z.object({ state: z.string() });
const POLL_MILLISECONDS = 700;
const ENDED: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);
/** So much for a second of film that its file goes up in parts. */
const PARTS_BITS_PER_SECOND = 160_000_000;

/** What one piece of work needs: the edge, where its webhooks go, and who is told of each job. */
export type Work = Access & {
  hook: string;
  accepted: (jobId: string) => void;
  batched: (batchId: string) => void;
};

/** The id that an answer has under this name. */
const pick = (name: string) => z.looseObject({}).transform((value) => z.uuid().parse(value[name]));

/** A picture of one colour. */
const FIRST_FRAME = `data:image/png;base64,${makePicture().toString("base64")}`;

function makePicture(): Buffer {
  const canvas = createCanvas(320, 180);
  const context = canvas.getContext("2d");
  context.fillStyle = "#e07030";
  context.fillRect(0, 0, 320, 180);
  return canvas.toBuffer("image/png");
}

/** One piece of work in each dialect; each waits for its jobs to end. */
const PIECES: readonly ((work: Work) => Promise<void>)[] = [
  async function velocity(work) {
    const template = await makeTemplate();
    const templateId = await upload(work, "/template/upload", template, "promo.zip", "templateId");
    const tone = makeTone(440);
    const audioId = await upload(work, "/audio/upload", tone, "tone.wav", "audioId");
    await waitForEnd(work, templateId);
    await waitForEnd(work, audioId);
    const sizes = [PARTS_BITS_PER_SECOND, 2_000_000];
    const renders = await Promise.all(
      sizes.map((bitrate) =>
        submit(work, "/render", "renderId", {
          templateId,
          audioId,
          name: "Chaos",
          jobInfo: { fStart: 0, fEnd: 30 },
          encoderConfig: { bitrate, rc: 0, preset: 5 },
        }),
      ),
    );
    for (const renderId of renders) await waitForEnd(work, renderId);
  },
  async function narrative(work) {
    const id = await submit(work, "/v1/video/create_narrative", "request_id", {
      input: {
        prompt_list: ["A red boat leaves.", "The sea is calm."],
        image_model: "IMAGEN3",
        cache: false,
      },
      webhookUrl: work.hook,
    });
    await waitForEnd(work, id);
  },
  async function renderVideo(work) {
    const id = await submit(work, "/api/v1/render-video", "job_id", {
      prompt: "a lighthouse at dusk",
      resolution: "720p",
      duration: 1,
      format: "mp4",
      callback_url: work.hook,
    });
    await waitForEnd(work, id);
  },
  async function worldModel(work) {
    const prompts = ["a kite over green hills", "a candle in a dark room"];
    const answer = await ask(work, "POST", "/api/video/batch_inference", { json: { prompts } });
    const batchId = pick("batch_id").parse(answer);
    const { jobs } = z
      .object({ jobs: z.array(z.object({ id: z.uuid() })) })
      .parse(await ask(work, "GET", `/api/v2/batches/${batchId}`));
    work.batched(batchId);
    for (const { id } of jobs) work.accepted(id);
    for (const { id } of jobs) await waitForEnd(work, id);
  },
  async function videoJobs(work) {
    const id = await submit(work, "/api/v1/video-jobs", "id", {
      prompt: "waves roll in",
      model: "veo-3.1-fast-generate-preview",
      resolution: "720p",
      aspectRatio: "16:9",
      durationSeconds: 4,
      generateAudio: true,
      mockMode: true,
      initialImage: FIRST_FRAME,
    });
    await waitForEnd(work, id);
  },
];

/** Keeps this many pieces under way until the signal; every job of them has ended then. */
export async function workUntil(work: Work, workers: number, signal: AbortSignal): Promise<void> {
  let turn = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (!signal.aborted) {
        const piece = PIECES[turn++ % PIECES.length];
        await piece?.(work);
      }
    }),
  );
}

async function submit(work: Work, path: string, idName: string, json: object): Promise<string> {
  const id = pick(idName).parse(await ask(work, "POST", path, { json }));
  work.accepted(id);
  return id;
}

async function upload(
  work: Work,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  idName: string,
): Promise<string> {
  const form = () => {
    const made = new FormData();
    made.append("file", new File([bytes], name));
    return made;
  };
  const id = pick(idName).parse(await ask(work, "POST", path, { form }));
  work.accepted(id);
  return id;
}

/** Waits until a job has ended, however. */
async function waitForEnd(work: Work, jobId: string): Promise<void> {
  for (;;) {
    const { state } = State.parse(await ask(work, "GET", `/api/v2/jobs/${jobId}`));
    if (ENDED.has(state)) return;
    await sleep(POLL_MILLISECONDS);
  }
}
