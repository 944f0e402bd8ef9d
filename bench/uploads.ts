import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { findFreePort } from "../scripts/local/require-free-port.ts";
import { type Fleet, startFleet } from "../scripts/local/start-fleet.ts";
import { stopSignal } from "../scripts/local/stop-signal.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { LargeUpload } from "./support/large-upload.ts";
import { groupResidentBytes, waitUntilQuiet } from "./support/process-load.ts";
import { RepeatableBytes } from "./support/repeatable-bytes.ts";
import { round } from "./support/statistics.ts";

/** Measures the edge's memory while a large file comes in by resumable upload; see README.md. */

/** Above what reading in ranges was seen to take (287), below what one whole read did (456). */
const MAXIMUM_GROWTH_MEBIBYTES = 384;
const MEBIBYTE = 1024 * 1024;
const SAMPLE_MILLISECONDS = 50;
const WARM_UP_MEBIBYTES = 64;

const { values } = parseArgs({
  options: {
    mebibytes: { type: "string", default: "1536" },
    pieces: { type: "string", default: "64" },
    breaks: { type: "string", default: "5" },
  },
});
const plan = z
  .object({
    mebibytes: z.coerce.number().int().min(1).max(2048),
    /** Size of a piece in MiB. */
    pieces: z.coerce.number().int().min(1).max(2048),
    /** Requests that are cut in their middle. */
    breaks: z.coerce.number().int().min(0).max(100),
  })
  .parse(values);

const stopping = stopSignal();
const stateFolder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
try {
  console.log(describeMachine(["workerd", "wrangler", "miniflare"]));
  const fleet = await startFleet({ port: await findFreePort(), nodes: 0, stateFolder }, stopping);
  try {
    report(await measure(fleet));
  } finally {
    await fleet.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await rm(stateFolder, { recursive: true, force: true });
process.exit();

type Measured = Awaited<ReturnType<typeof measure>>;

async function measure({ deployment, edge }: Fleet) {
  const group = edge.processId() ?? 0;
  const resident = () => groupResidentBytes(group, "workerd");
  const pieceBytes = plan.pieces * MEBIBYTE;
  const warmUp = new RepeatableBytes(WARM_UP_MEBIBYTES * MEBIBYTE);
  await new LargeUpload(deployment, warmUp, pieceBytes).run(0);
  await waitUntilQuiet(group);
  const before = resident();
  if (before === 0) throw new Error("no workerd is running");
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, resident());
  }, SAMPLE_MILLISECONDS);
  const file = new RepeatableBytes(plan.mebibytes * MEBIBYTE - 12_345);
  const started = performance.now();
  const upload = new LargeUpload(deployment, file, pieceBytes);
  const asset = await upload.run(plan.breaks);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  const isSame = asset.sha256 === file.sha256() && asset.sizeBytes === file.sizeBytes;
  return { grown: peak - before, seconds, isSame, ...upload.counts };
}

function report({ grown, seconds, isSame, requests, broken, resentBytes }: Measured): void {
  const grownMebibytes = round(grown / MEBIBYTE, 1);
  const holds = isSame && grownMebibytes <= MAXIMUM_GROWTH_MEBIBYTES;
  if (!holds) process.exitCode = 1;
  console.log(
    JSON.stringify({
      bench: "uploads",
      ...plan,
      requests,
      broken,
      resentMebibytes: round(resentBytes / MEBIBYTE, 2),
      seconds: round(seconds, 1),
      grownMebibytes,
      maximumMebibytes: MAXIMUM_GROWTH_MEBIBYTES,
      isSame,
      holds,
    }),
  );
}
