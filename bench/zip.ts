import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { ProducedOutput } from "../gpu-node/tasks/child-messages.ts";
import { repositoryRoot } from "../scripts/house/run-tool.ts";
import { findFreePort } from "../scripts/local/require-free-port.ts";
import { startEdge } from "../scripts/local/start-edge.ts";
import { type Fleet, startFleet } from "../scripts/local/start-fleet.ts";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { waitForHealth } from "../scripts/local/wait-for-health.ts";
import { startBenchNode } from "./support/bench-node.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { groupResidentBytes, waitUntilQuiet } from "./support/process-load.ts";
import { round } from "./support/statistics.ts";

/** Measures the edge's memory while many download a batch as a ZIP; see README.md. */

const MAXIMUM_GROWTH_MEBIBYTES = 128;
const MEBIBYTE = 1024 * 1024;
const SAMPLE_MILLISECONDS = 50;
/** A slow client rests so long after every piece that it takes. */
const SLOW_MILLISECONDS = 3;
const HEALTH_LIMIT_SECONDS = 60;

const { values } = parseArgs({
  options: {
    videos: { type: "string", default: "8" },
    mebibytes: { type: "string", default: "128" },
    downloads: { type: "string", default: "20" },
  },
});
const plan = z
  .object({
    videos: z.coerce.number().int().min(1).max(8),
    mebibytes: z.coerce.number().int().min(1).max(1024),
    downloads: z.coerce.number().int().min(1).max(200),
  })
  .parse(values);

type Measured = { grown: number; seconds: number; bytes: number };
type Group = () => number;

const stopping = stopSignal();
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare", "client-zip"]));
  const outputs = await makeOutputs();
  const batchId = await withFleet((fleet) => makeBatch(fleet, outputs));
  await withRangeWorker(async (origin) => {
    const answer = await fetch(`${origin}/join`, { method: "POST", signal: stopping });
    if (!answer.ok) throw new Error(`the videos cannot be joined: ${answer.status}`);
  });
  // Processes of their own: what an allocator once has it seldom gives back.
  const ranges = await withRangeWorker((origin, group) => measure(group, `${origin}/videos`));
  const zip = await withFleet(({ deployment, edge }) =>
    measure(
      () => edge.processId() ?? 0,
      `${deployment.origin}/api/video/batch_download/${batchId}`,
    ),
  );
  report(ranges, zip);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await rm(folder, { recursive: true, force: true });
process.exit();

/** Runs the product's edge over the bench's storage. */
async function withFleet<Result>(work: (fleet: Fleet) => Promise<Result>): Promise<Result> {
  const port = await findFreePort();
  const fleet = await startFleet({ port, nodes: 0, stateFolder: folder }, stopping);
  try {
    return await work(fleet);
  } finally {
    await fleet.stop();
  }
}

/** Runs the Worker that hands out ranges over the same storage. */
async function withRangeWorker<Result>(
  work: (origin: string, group: Group) => Promise<Result>,
): Promise<Result> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const configFile = path.join(repositoryRoot, "bench/range-worker/wrangler.toml");
  const worker = startEdge(folder, port, configFile);
  try {
    await waitForHealth(origin, HEALTH_LIMIT_SECONDS, stopping);
    return await work(origin, () => worker.processId() ?? 0);
  } finally {
    await worker.stop();
  }
}

/** A file that stands for a video, and one that stands for its picture. */
async function makeOutputs(): Promise<ProducedOutput[]> {
  const make = async (name: "video" | "thumbnail", contentType: string, sizeBytes: number) => {
    const bytes = randomBytes(sizeBytes);
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, contentType, path: file, sizeBytes, sha256 };
  };
  return [
    await make("video", "video/mp4", plan.mebibytes * MEBIBYTE),
    await make("thumbnail", "image/png", 1000),
  ];
}

/** Submits a batch, and as its node uploads these outputs for every job of it; answers its id. */
async function makeBatch(
  { deployment }: Fleet,
  outputs: readonly ProducedOutput[],
): Promise<string> {
  const { origin } = deployment;
  const prompts = Array.from({ length: plan.videos }, (_, index) => `Video ${index}`);
  const node = await startBenchNode(deployment, stopping);
  let next = node.nextLease();
  const answer = await fetch(`${origin}/api/video/batch_inference`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompts }),
  });
  const { batch_id: batchId } = z.object({ batch_id: z.string() }).parse(await answer.json());
  for (let done = 1; done <= plan.videos; done += 1) {
    const { lease } = await next;
    if (done < plan.videos) next = node.nextLease();
    await node.finish(lease, outputs);
  }
  await node.close();
  return batchId;
}

/** The most that all workerd processes hold beyond what they held before, while all download. */
async function measure(group: Group, address: string): Promise<Measured> {
  const resident = () => groupResidentBytes(group(), "workerd");
  await download(address, () => Promise.resolve(), false);
  await waitUntilQuiet(group());
  const before = resident();
  if (before === 0) throw new Error("no workerd is running");
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, resident());
  }, SAMPLE_MILLISECONDS);
  const started = performance.now();
  const together = meeting(plan.downloads);
  const lengths = await Promise.all(
    Array.from({ length: plan.downloads }, (_, index) =>
      download(address, together, index % 2 === 1),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  return { grown: peak - before, seconds, bytes: lengths.reduce((sum, length) => sum + length) };
}

/** Reads a file to its end and keeps nothing; `together` is awaited once its first bytes came. */
async function download(
  address: string,
  together: () => Promise<void>,
  isSlow: boolean,
): Promise<number> {
  const answer = await fetch(address, { signal: stopping });
  if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status} for ${address}`);
  let received = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    if (received === 0) await together();
    received += chunk.byteLength;
    if (isSlow) await sleep(SLOW_MILLISECONDS);
  }
  const promised = Number(answer.headers.get("content-length"));
  if (received !== promised) throw new Error(`${received} bytes came of ${promised}`);
  return received;
}

/** Lets nobody on until so many have come. */
function meeting(size: number): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === size) all.resolve();
    return all.promise;
  };
}

function report(ranges: Measured, zip: Measured): void {
  const mebibytes = (bytes: number) => round(bytes / MEBIBYTE, 1);
  const ofZipMebibytes = mebibytes(zip.grown - ranges.grown);
  const holds = mebibytes(zip.grown) < MAXIMUM_GROWTH_MEBIBYTES;
  if (!holds) process.exitCode = 1;
  console.log(
    JSON.stringify({
      bench: "zip",
      ...plan,
      downloadedMebibytes: mebibytes(zip.bytes),
      rangesMebibytes: mebibytes(ranges.grown),
      zipMebibytes: mebibytes(zip.grown),
      ofZipMebibytes,
      rangesSeconds: round(ranges.seconds, 2),
      zipSeconds: round(zip.seconds, 2),
      holds,
    }),
  );
}
