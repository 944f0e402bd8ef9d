import path from "node:path";
import { downloadVideo } from "./download-video.ts";
import { createProgressBars } from "./progress-bars.ts";
import { renderBatch } from "./render-batch.ts";
import type { LocalDeployment } from "./start-fleet.ts";
import { submitRender } from "./submit-render.ts";
import { watchJob } from "./watch-job.ts";

type SavedVideo = { file: string; sizeBytes: number };

const defaultPrompt = "a lighthouse at dusk, waves rolling in";
const batchPrompts = [
  "a red sailboat on the ocean at sunset",
  "aurora over a snowy forest at night",
  "hot air balloons over green hills in the morning",
  "a coral reef with a school of orange fish",
];

/** Renders one prompt with a live bar; saves `demo.mp4`. Throws when the job fails. */
export async function demoSingle(
  deployment: LocalDeployment,
  wish: string,
  signal: AbortSignal,
): Promise<SavedVideo[]> {
  const prompt = wish === "" ? defaultPrompt : wish;
  console.log(`Asking for: ${prompt}`);
  const bars = createProgressBars([""]);
  const jobId = await submitRender(deployment, { prompt, duration: 6 });
  const show = (percent: number, stage: string) => bars.show(0, percent, stage);
  const url = await watchJob(deployment, jobId, show, signal);
  bars.end();
  return [await save(url, "demo.mp4")];
}

/** Renders up to eight prompts as one batch with a live bar each; saves `demo-1.mp4` and so on. */
export async function demoBatch(
  deployment: LocalDeployment,
  wishes: readonly string[],
  signal: AbortSignal,
): Promise<SavedVideo[]> {
  const prompts = wishes.length === 0 ? batchPrompts : wishes;
  const bars = createProgressBars(prompts.map((prompt) => prompt.slice(0, 48)));
  const jobs = await renderBatch(
    deployment,
    prompts,
    (now) => {
      for (const [index, job] of now.entries()) bars.show(index, job.progress, job.status);
    },
    signal,
  );
  bars.end();
  return Promise.all(
    jobs.map((job, index) =>
      save(`${deployment.origin}${job.video_url ?? ""}`, `demo-${index + 1}.mp4`),
    ),
  );
}

async function save(url: string, name: string): Promise<SavedVideo> {
  const file = path.resolve(name);
  return { file, sizeBytes: await downloadVideo(url, file) };
}
