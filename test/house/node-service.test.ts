import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { NodeSettings, readConfig } from "../../gpu-node/config.ts";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const read = (file: string) => readFile(path.join(repositoryRoot, "deploy", file), "utf8");

/** The first number that stands where the pattern says. */
async function numberIn(file: string, pattern: RegExp): Promise<number> {
  const found = pattern.exec(await read(file))?.[1];
  if (found === undefined) throw new Error(`${file} has no ${pattern.source}`);
  return Number(found);
}

test("service and container give the agent longer to stop than it takes to drain", async () => {
  const stopSeconds = await numberIn("framefleet-node.service", /^TimeoutStopSec=(\d+)$/m);
  const graceMinutes = await numberIn("compose.node.yaml", /stop_grace_period: (\d+)m$/m);
  for (const file of ["framefleet-node.env", "Dockerfile.node"]) {
    const drainSeconds = await numberIn(file, /FRAMEFLEET_DRAIN_SECONDS=(\d+)/);
    expect(stopSeconds).toBeGreaterThan(drainSeconds);
    expect(graceMinutes * 60).toBeGreaterThan(drainSeconds);
  }
});

test("the container's health check asks the port that the agent is told to listen on", async () => {
  const port = await numberIn("Dockerfile.node", /FRAMEFLEET_HTTP_PORT=(\d+)/);
  expect(await numberIn("Dockerfile.node", /127\.0\.0\.1:(\d+)\/healthz/)).toBe(port);
});

test("the example settings are settings that a node accepts", async () => {
  const lines = [
    ...(await read("framefleet-node.env")).matchAll(/^(?:# )?(FRAMEFLEET_\w+)=(.*)$/gm),
  ];
  const settings = Object.fromEntries(lines.map(([, name = "", value = ""]) => [name, value]));
  expect(Object.keys(NodeSettings.shape)).toEqual(expect.arrayContaining(Object.keys(settings)));
  expect(lines.length).toBeGreaterThan(4);
  // The file of models is a file of its own, with a test of its own.
  expect(readConfig([], { ...settings, FRAMEFLEET_MODELS_FILE: "" })).toMatchObject({
    config: { edgeUrl: "https://your-edge.example", httpPort: 9464, drainSeconds: 600 },
  });
});
