import path from "node:path";
import { downloadVideo } from "./local/download-video.ts";
import { createProgressBar } from "./local/progress-bar.ts";
import { findFreePort } from "./local/require-free-port.ts";
import { type Fleet, startFleet } from "./local/start-fleet.ts";
import { stopSignal } from "./local/stop-signal.ts";
import { submitRender } from "./local/submit-render.ts";
import { watchJob } from "./local/watch-job.ts";

/** A job that takes longer than this has something wrong with it. */
const jobLimitSeconds = 300;

const prompt = process.argv.slice(2).join(" ") || "a lighthouse at dusk, waves rolling in";
const stateFolder = path.resolve(".framefleet/demo");
const file = path.resolve("demo.mp4");
const stopping = stopSignal();
const bar = createProgressBar();
let fleet: Fleet | undefined;

try {
  console.log("Starting an edge and a GPU node agent on this machine …");
  const started = performance.now();
  fleet = await startFleet({ port: await findFreePort(), nodes: 1, stateFolder }, stopping);
  console.log(`Ready after ${secondsSince(started)} s. Asking for: ${prompt}`);

  const submitted = performance.now();
  const jobId = await submitRender(fleet.deployment, { prompt, duration: 6 });
  const limit = AbortSignal.any([stopping, AbortSignal.timeout(jobLimitSeconds * 1000)]);
  const url = await watchJob(fleet.deployment, jobId, (...now) => bar.show(...now), limit);
  const sizeBytes = await downloadVideo(url, file);
  bar.end();
  console.log(
    `${file} (${(sizeBytes / 1024).toFixed(0)} KiB), made in ${secondsSince(submitted)} s.`,
  );
} catch (error) {
  bar.end();
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  console.error(`Logs: ${path.join(stateFolder, "logs")}`);
  process.exitCode = 1;
}
await fleet?.stop();
process.exit();

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
