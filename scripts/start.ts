import { once } from "node:events";
import path from "node:path";
import { startFleet } from "./local/start-fleet.ts";
import { readStartOptions } from "./local/start-options.ts";
import { stopSignal } from "./local/stop-signal.ts";
import { refreshPages } from "./pages/bundle-pages.ts";

const stopping = stopSignal();
try {
  const options = readStartOptions(process.argv.slice(2));
  await refreshPages();
  console.log("Starting Framefleet …");
  const { deployment, stop } = await startFleet(options, stopping);
  const { origin, apiKey } = deployment;
  const nodes = options.nodes === 1 ? "1 GPU node agent" : `${options.nodes} GPU node agents`;
  console.log(`
Framefleet is ready on ${origin} with ${nodes}.

  studio         ${origin}/studio
  monitor        ${origin}/video-monitor
  API reference  ${origin}/api/v1/docs
  credentials    ${path.join(options.stateFolder, "local.json")}
  logs           ${path.join(options.stateFolder, "logs")}

Make a video:

curl -s ${origin}/api/v1/render-video -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '{"prompt":"a lighthouse at dusk, waves rolling in","resolution":"720p","duration":6,"format":"mp4"}'

Ctrl-C stops it; everything is kept for the next start.`);
  if (!stopping.aborted) await once(stopping, "abort");
  console.log("\nStopping …");
  await stop();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const isStop = stopping.aborted && error === stopping.reason;
  console.error(message);
  if (!isStop) console.error("Logs, if it came so far, are in the state folder under logs/.");
  process.exitCode = isStop ? 0 : 1;
}
process.exit();
