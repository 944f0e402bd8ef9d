import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEnrolmentToken } from "../../scripts/local/call-operator.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { type Supervised, supervise } from "../../scripts/local/supervise.ts";
import { packNode } from "../../scripts/package/pack-node.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { closeFleet, type LocalFleet, makeStateFolder, openFleet } from "./local-fleet.ts";
import { isCompleted, waitForJob } from "./wait-for-job.ts";

const run = promisify(execFile);
let machine: string;
let fleet: LocalFleet | undefined;
let node: Supervised | undefined;

beforeEach(async () => {
  machine = await makeStateFolder();
});
afterEach(async () => {
  await node?.stop();
  if (fleet) await closeFleet(fleet);
  await rm(machine, { recursive: true, force: true });
});

test("a machine that has only the package enrols and renders a job", async () => {
  const program = await installPackage();
  const environment = { PATH: process.env["PATH"] ?? "", HOME: machine };

  const { stdout: version } = await run(program, ["--version"], { env: environment });
  expect(version).toMatch(/^\d+\.\d+\.\d+\n$/);
  const { stdout: inventory } = await run(program, ["--check"], { env: environment });
  const found = JSON.parse(inventory) as { encoders: { name: string }[]; slots: unknown[] };
  // Each encoder was tried in a child process, whose program is in the package too.
  expect(found.encoders.map(({ name }) => name)).toContain("libx264");
  expect(found.slots).not.toEqual([]);

  fleet = await openFleet({ nodes: 0 });
  const { deployment } = fleet;
  const { enrolmentToken } = await createEnrolmentToken(deployment, "packaged");
  node = supervise({
    name: "packaged",
    command: program,
    commandArguments: ["--edge", deployment.origin, "--token", enrolmentToken],
    environment: async () => ({ ...environment, FRAMEFLEET_DRAIN_SECONDS: "2" }),
    directory: machine,
    logFile: path.join(machine, "node.log"),
    graceSeconds: 5,
  });
  const jobId = await submitRender(deployment, { prompt: "a lighthouse at dusk", duration: 1 });
  const job = await waitForJob(deployment, jobId, isCompleted, 60).catch(async (error) => {
    throw new Error(await readFile(path.join(machine, "node.log"), "utf8"), { cause: error });
  });
  await expectFinishedVideo(job, 1, machine);
  // Without a setting, what the node keeps is the user's, wherever it was started.
  expect(existsSync(path.join(machine, ".local/state/framefleet-node/identity.json"))).toBe(true);
});

/** Packs the agent and installs it outside the repository, as a node owner does. */
async function installPackage(): Promise<string> {
  const tarball = await packNode(machine);
  const prefix = path.join(machine, "prefix");
  await mkdir(prefix);
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  try {
    await run("npm", ["install", "--global", "--prefix", prefix, ...options, tarball], {
      cwd: machine,
    });
  } catch (error) {
    const message = "npm could not install the package; does it reach the registry?";
    throw new Error(message, { cause: error });
  }
  return path.join(prefix, "bin/framefleet-node");
}
