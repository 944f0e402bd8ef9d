import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { ProducedOutput } from "../gpu-node/tasks/child-messages.ts";
import { findFreePort } from "../scripts/local/require-free-port.ts";
import { type Fleet, startFleet } from "../scripts/local/start-fleet.ts";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { startBenchNode } from "./support/bench-node.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { groupResidentBytes, waitUntilQuiet } from "./support/process-load.ts";
import { round } from "./support/statistics.ts";

/** Measures the edge's memory while many download a batch as a ZIP; see README.md. */

const MAXIMUM_GROWTH_MEBIBYTES = 128;
const MEBIBYTE = 1024 * 1024;
const SAMPLE_MILLISECONDS = 50;

const { values } = parseArgs({
  options: {
    videos: { type: "string", default: "4" },
    mebibytes: { type: "string", default: "24" },
    downloads: { type: "string", default: "4" },
  },
});
const plan = z
  .object({
    videos: z.coerce.number().int().min(1).max(8),
    mebibytes: z.coerce.number().int().min(1).max(1024),
    downloads: z.coerce.number().int().min(1).max(200),
  })
  .parse(values);

type Side = "zip" | "plain";
type Measured = { grown: number; seconds: number; bytes: number };

const stopping = stopSignal();
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare", "client-zip"]));
  const outputs = await makeOutputs();
  const plain = await measureSide("plain", outputs);
  report(plain, await measureSide("zip", outputs));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await rm(folder, { recursive: true, force: true });
process.exit();

/** Each side has an edge of its own: what an allocator once has it seldom gives back. */
async function measureSide(side: Side, outputs: readonly ProducedOutput[]): Promise<Measured> {
  const stateFolder = path.join(folder, side);
  const port = await findFreePort();
  const fleet = await startFleet({ port, nodes: 0, stateFolder }, stopping);
  try {
    const batchId = await makeBatch(fleet, outputs);
    const { origin } = fleet.deployment;
    const addresses =
      side === "zip"
        ? [`${origin}/api/video/batch_download/${batchId}`]
        : Array.from(
            { length: plan.videos },
            (_, index) => `${origin}/api/videos/${batchId}/job_${index}`,
          );
    return await measure(fleet, addresses);
  } finally {
    await fleet.stop();
    await rm(stateFolder, { recursive: true, force: true });
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

/** A batch whose jobs all have these outputs, sent by a node as any other. Answers its id. */
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

async function measure({ edge }: Fleet, addresses: readonly string[]): Promise<Measured> {
  const group = edge.processId() ?? 0;
  const resident = () => groupResidentBytes(group, "workerd");
  const bytes = await downloadAll(addresses, () => Promise.resolve());
  await waitUntilQuiet(group);
  const before = resident();
  if (before === 0) throw new Error("no workerd is running");
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, resident());
  }, SAMPLE_MILLISECONDS);
  const started = performance.now();
  const together = meeting(plan.downloads);
  const lengths = await Promise.all(
    Array.from({ length: plan.downloads }, () => downloadAll(addresses, together)),
  );
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  if (lengths.some((length) => length !== bytes)) throw new Error("a download was cut off");
  return { grown: peak - before, seconds, bytes };
}

/** Reads one file after another to its end and keeps nothing; `together` is awaited once begun. */
async function downloadAll(
  addresses: readonly string[],
  together: () => Promise<void>,
): Promise<number> {
  let total = 0;
  for (const address of addresses) {
    const answer = await fetch(address, { signal: stopping });
    if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status} for ${address}`);
    let received = 0;
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      if (total + received === 0) await together();
      received += chunk.byteLength;
    }
    const promised = Number(answer.headers.get("content-length"));
    if (received !== promised) throw new Error(`${received} bytes came of ${promised}`);
    total += received;
  }
  return total;
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

function report(plain: Measured, zip: Measured): void {
  const mebibytes = (bytes: number) => round(bytes / MEBIBYTE, 1);
  const ofZipMebibytes = mebibytes(zip.grown - plain.grown);
  const holds = ofZipMebibytes <= MAXIMUM_GROWTH_MEBIBYTES;
  if (!holds) process.exitCode = 1;
  console.log(
    JSON.stringify({
      bench: "zip",
      ...plan,
      heldMebibytes: mebibytes(zip.bytes * plan.downloads),
      plainMebibytes: mebibytes(plain.grown),
      zipMebibytes: mebibytes(zip.grown),
      ofZipMebibytes,
      plainSeconds: round(plain.seconds, 2),
      zipSeconds: round(zip.seconds, 2),
      holds,
    }),
  );
}
