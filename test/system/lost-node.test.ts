import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { listGroup, listGroupsStartedBy } from "../../bench/support/process-load.ts";
import { NodeView } from "../../edge/dialects/native/views.ts";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { countEvents } from "./count-events.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { closeFleet, type LocalFleet, openFleet } from "./local-fleet.ts";
import { readDatabase } from "./read-database.ts";
import { isCompleted, isRendering, waitForJob } from "./wait-for-job.ts";

const leaseSeconds = 6;
const durationSeconds = 4;
/** What the product promises between a cancel's answer and the end of the work. */
const cancelMilliseconds = 2000;
const tokensPerSecond = 3;
let fleet: LocalFleet;

const programs = await mkdtemp(path.join(tmpdir(), "framefleet-programs-"));

beforeAll(async () => {
  await pretendGpu();
  fleet = await openFleet({ nodes: 2, edgeVariables: { LEASE_SECONDS: String(leaseSeconds) } });
  await setPrice(fleet, tokensPerSecond);
});
afterAll(async () => {
  if (fleet) await closeFleet(fleet);
  vi.unstubAllEnvs();
  await rm(programs, { recursive: true });
});

/** A driver's tool for the agents that this process starts. */
async function pretendGpu(): Promise<void> {
  const report = path.resolve("test/fixtures/nvidia-smi/one-gpu-v12.xml");
  const program = path.join(programs, "nvidia-smi");
  await writeFile(program, `#!/bin/sh\ncat ${report}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${programs}:${process.env["PATH"] ?? ""}`);
}

async function listNodes({ origin, operatorToken }: LocalDeployment) {
  const headers = { authorization: `Bearer ${operatorToken}` };
  const answer = await fetch(`${origin}/api/v2/nodes`, { headers });
  return z.object({ items: z.array(NodeView) }).parse(await answer.json()).items;
}

test("a job whose agent is killed in mid-render ends on the other agent, exactly once", async () => {
  const { deployment, stateFolder } = fleet;
  const jobId = await submitRender(deployment, {
    prompt: "a red fox in deep snow",
    duration: durationSeconds,
  });
  await waitForJob(deployment, jobId, isRendering, 60);

  const first = readTask(stateFolder, jobId);
  const index = Number(first.nodeName.replace("node-", "")) - 1;
  const victim = fleet.nodes[index];
  const processId = victim?.processId();
  if (!victim || !processId) throw new Error(`no agent is called ${first.nodeName}`);
  process.kill(processId, "SIGKILL");
  // In the same breath, so that nobody starts it again.
  const gone = victim.stop();
  const killed = performance.now();

  const job = await waitForJob(deployment, jobId, isCompleted, 60);
  await gone;
  // The lease had at least its time since the last heartbeat to run.
  expect(performance.now() - killed).toBeGreaterThan((leaseSeconds / 2) * 1000);
  const second = readTask(stateFolder, jobId);
  expect(first.epoch).toBe(1);
  expect(second).toMatchObject({ state: "done", epoch: 2, losses: 1, attempts: 0 });
  expect(second.nodeName).toBe(first.nodeName === "node-1" ? "node-2" : "node-1");

  expect(await countEvents(deployment, jobId)).toMatchObject({
    "job-queued": 1,
    "task-leased": 2,
    "task-requeued": 1,
    "job-completed": 1,
  });
  const assets = readDatabase(
    stateFolder,
    "SELECT name, object_key FROM assets WHERE job_id = ? AND deleted_at IS NULL ORDER BY name",
    jobId,
  );
  expect(assets.map((asset) => asset["name"])).toEqual(["thumbnail", "video"]);
  for (const asset of assets) expect(asset["object_key"]).toContain("/2/");
  expect(readLedger(stateFolder, jobId)).toEqual([
    { kind: "hold", amount: tokensPerSecond * durationSeconds },
    { kind: "capture", amount: tokensPerSecond * durationSeconds },
  ]);
  await expectFinishedVideo(job, durationSeconds, stateFolder);

  const readings = (await listNodes(deployment)).map(({ name, gpuReadings }) => [
    name === second.nodeName,
    gpuReadings.state,
    gpuReadings.gpus[0]?.temperatureCelsius,
  ]);
  expect(readings, "what the agent that lives told of its GPU").toContainEqual([
    true,
    "current",
    41,
  ]);
});

test("a cancel ends all that the render started, within two seconds, and the slot is free", async () => {
  const { deployment, stateFolder } = fleet;
  const jobId = await submitRender(deployment, { prompt: "a wide river", duration: 60 });
  await waitForJob(deployment, jobId, isRendering, 60);
  const { nodeName } = readTask(stateFolder, jobId);
  const agent = fleet.nodes[Number(nodeName.replace("node-", "")) - 1]?.processId();
  if (!agent) throw new Error(`${nodeName} does not run`);
  // The agent starts each task in a process group of its own.
  const groups = listGroupsStartedBy(agent);
  expect(groups).toHaveLength(1);
  const [group = 0] = groups;
  expect(listGroup(group)).not.toEqual([]);

  const { origin, apiKey } = deployment;
  const answer = await fetch(`${origin}/api/v1/render-video/${jobId}/cancel`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const answered = performance.now();
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  let ended = performance.now();
  while (listGroup(group).length > 0 && ended - answered < 10 * cancelMilliseconds) {
    await sleep(20);
    ended = performance.now();
  }
  expect(listGroup(group)).toEqual([]);
  // The edge tells the agent over its socket at once; its next report would tell it too, so two
  // seconds are room for a busy machine and not for a message that was lost.
  expect(ended - answered).toBeLessThan(cancelMilliseconds);

  await waitForJob(deployment, jobId, ({ status }) => status === "cancelled", 30);
  expect(await countEvents(deployment, jobId)).toMatchObject({
    "task-leased": 1,
    "job-cancelled": 1,
  });
  // It was stopped on request while node time was spent on it: paid, and nothing is held any more.
  expect(readLedger(stateFolder, jobId)).toEqual([
    { kind: "hold", amount: tokensPerSecond * 60 },
    { kind: "capture", amount: tokensPerSecond * 60 },
  ]);
  // Only this agent is left, and it has one slot.
  const next = await submitRender(deployment, { prompt: "a bell", duration: 1 });
  await waitForJob(deployment, next, isCompleted, 60);
  expect(readTask(stateFolder, next)).toMatchObject({ nodeName, epoch: 1, state: "done" });
  expect(listGroupsStartedBy(agent)).toEqual([]);
});

function readTask(stateFolder: string, jobId: string) {
  const [row, ...others] = readDatabase(
    stateFolder,
    `SELECT tasks.*, nodes.name AS node_name FROM tasks LEFT JOIN nodes ON nodes.id = node_id
     WHERE job_id = ?`,
    jobId,
  );
  expect(others).toEqual([]);
  return {
    state: row?.["state"],
    epoch: row?.["epoch"],
    losses: row?.["losses"],
    attempts: row?.["attempts"],
    nodeName: String(row?.["node_name"]),
  };
}

function readLedger(stateFolder: string, jobId: string) {
  return readDatabase(
    stateFolder,
    "SELECT kind, amount FROM ledger WHERE job_id = ? ORDER BY kind DESC",
    jobId,
  );
}

/** Makes the demo account pay for what it renders. */
async function setPrice(
  { deployment, stateFolder }: LocalFleet,
  renderVideoTokensPerSecond: number,
): Promise<void> {
  const [account] = readDatabase(stateFolder, "SELECT id FROM accounts WHERE name = 'demo'");
  const answer = await fetch(`${deployment.origin}/api/v2/accounts/${String(account?.["id"])}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${deployment.operatorToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ renderVideoTokensPerSecond }),
  });
  expect(answer.status).toBe(200);
}
