import { afterEach, expect, test } from "vitest";
import { LEASE_SECONDS } from "#contracts/limits.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { countEvents } from "./count-events.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { closeFleet, type LocalFleet, openFleet } from "./local-fleet.ts";
import { readDatabase } from "./read-database.ts";
import { isCompleted, isRendering, waitForJob } from "./wait-for-job.ts";

const leaseSeconds = 6;
const durationSeconds = 4;
let fleet: LocalFleet | undefined;

afterEach(async () => {
  if (fleet) await closeFleet(fleet);
  fleet = undefined;
});

test("a job whose agent is killed in mid-render ends on the other agent, exactly once", async () => {
  fleet = await openFleet({ nodes: 2, edgeVariables: { LEASE_SECONDS: String(leaseSeconds) } });
  const { deployment, stateFolder } = fleet;
  await setPrice(fleet, 3);
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
  const ledger = readDatabase(
    stateFolder,
    "SELECT kind, amount FROM ledger WHERE job_id = ? ORDER BY kind DESC",
    jobId,
  );
  expect(ledger).toEqual([
    { kind: "hold", amount: 3 * durationSeconds },
    { kind: "capture", amount: 3 * durationSeconds },
  ]);
  await expectFinishedVideo(job, durationSeconds, stateFolder);
});

test("an agent that crashes and starts again does the job anew, without waiting for its lease", async () => {
  fleet = await openFleet({ nodes: 1 });
  const { deployment, nodes, stateFolder } = fleet;
  const jobId = await submitRender(deployment, { prompt: "a grey cat", duration: 3 });
  await waitForJob(deployment, jobId, isRendering, 60);
  const processId = nodes[0]?.processId();
  if (!processId) throw new Error("the agent does not run");
  process.kill(processId, "SIGKILL");

  const job = await waitForJob(deployment, jobId, isCompleted, LEASE_SECONDS - 5);
  expect(nodes[0]?.processId()).not.toBe(processId);
  expect(readTask(stateFolder, jobId)).toMatchObject({ state: "done", epoch: 2, losses: 1 });
  expect(await countEvents(deployment, jobId)).toMatchObject({
    "task-requeued": 1,
    "job-completed": 1,
  });
  await expectFinishedVideo(job, 3, stateFolder);
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
