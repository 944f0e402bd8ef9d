import path from "node:path";
import { parseArgs } from "node:util";
import { demoBatch, demoSingle } from "./local/demo-scenes.ts";
import { findFreePort } from "./local/require-free-port.ts";
import { type Fleet, startFleet } from "./local/start-fleet.ts";
import { stopSignal } from "./local/stop-signal.ts";

/** Jobs that take longer than this have something wrong with them. */
const limitSeconds = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { batch: { type: "boolean", default: false } },
});
const stateFolder = path.resolve(".framefleet/demo");
const stopping = stopSignal();
let fleet: Fleet | undefined;

try {
  const nodes = values.batch ? 2 : 1;
  const agents = nodes === 1 ? "a GPU node agent" : `${nodes} GPU node agents`;
  console.log(`Starting an edge and ${agents} on this machine …`);
  const started = performance.now();
  fleet = await startFleet({ port: await findFreePort(), nodes, stateFolder }, stopping);
  console.log(`Ready after ${secondsSince(started)} s.`);

  const submitted = performance.now();
  const limit = AbortSignal.any([stopping, AbortSignal.timeout(limitSeconds * 1000)]);
  const files = values.batch
    ? await demoBatch(fleet.deployment, positionals, limit)
    : await demoSingle(fleet.deployment, positionals.join(" "), limit);
  for (const { file, sizeBytes } of files) {
    console.log(`${file} (${(sizeBytes / 1024).toFixed(0)} KiB)`);
  }
  console.log(`Made in ${secondsSince(submitted)} s.`);
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  console.error(`Logs: ${path.join(stateFolder, "logs")}`);
  process.exitCode = 1;
}
await fleet?.stop();
process.exit();

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
