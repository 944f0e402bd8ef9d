import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LEASE_SECONDS } from "#contracts/limits.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { followFeed, type Follower } from "../chaos/follow-feed.ts";
import { countEvents } from "./count-events.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { closeFleet, type LocalFleet, openFleet, readLog } from "./local-fleet.ts";
import { listenToNotifications, type NotificationListener } from "./notification-listener.ts";
import { readDatabase } from "./read-database.ts";
import { isCompleted, isRendering, waitForJob } from "./wait-for-job.ts";

const durationSeconds = 5;
let fleet: LocalFleet;
let listener: NotificationListener | undefined;
let followers: Follower[] = [];

beforeAll(async () => {
  fleet = await openFleet({ nodes: 1 });
});
afterEach(() => {
  listener?.close();
  for (const follower of followers) follower.close();
  followers = [];
});
afterAll(async () => {
  if (fleet) await closeFleet(fleet);
});

const deaths = [
  {
    name: "told to end",
    sockets: 10,
    end: (processId: number) => process.kill(processId, "SIGTERM"),
  },
  {
    name: "killed with all its processes",
    sockets: 100,
    end: (processId: number) => process.kill(-processId, "SIGKILL"),
  },
];

test.for(deaths)(
  "nothing is lost when the edge is $name in mid-render",
  async ({ name, sockets, end }) => {
    const { deployment, edge, stateFolder } = fleet;
    listener = listenToNotifications(deployment);
    const submit = (prompt: string, duration: number) =>
      submitRender(deployment, { prompt: `${prompt}, ${name}`, duration });
    // Nothing begins before everybody listens.
    await tellNode("pause");
    const jobId = await submit("a kite over green hills", durationSeconds);
    // Accepted by the edge that dies, but not begun: it must not be forgotten either.
    const waitingId = await submit("a candle in a dark room", 1);
    const both = [jobId, waitingId];
    followers = followFeeds(sockets, both);
    const deaf = () => followers.filter((one) => one.lastSeq() === 0);
    await expect.poll(deaf, { timeout: 60_000, interval: 200 }).toEqual([]);
    await tellNode("resume");
    await waitForJob(deployment, jobId, isRendering, 60);
    const processId = edge.processId();
    if (processId === null) throw new Error("the edge does not run");
    const logged = (await readLog(stateFolder, "node-1")).length;
    end(processId);

    const [job, waiting] = await Promise.all([
      waitForJob(deployment, jobId, isCompleted, 90),
      waitForJob(deployment, waitingId, isCompleted, 90),
    ]);
    expect(edge.processId()).not.toBe(processId);
    for (const id of both) {
      await listener.waitFor((one) => one.type === "job_complete" && one.job_id === id, 30);
    }
    const wanting = () =>
      followers.filter(({ name, ended }) => {
        const of = both.filter((id) => !name.includes("/jobs/") || name.includes(id));
        return !of.every((id) => ended.has(id));
      });
    await expect.poll(wanting, { timeout: 60_000, interval: 500 }).toEqual([]);
    // What would come twice has the time to come.
    await sleep(2000);

    expect(listener.connections()).toBeGreaterThan(1);
    const { received } = listener;
    expect(received.map(({ seq }) => seq)).toEqual(received.map((_, index) => index + 1));
    for (const id of both) {
      const ofJob = received.filter(({ job_id }) => job_id === id);
      expect(ofJob.filter(({ type }) => type === "job_complete")).toHaveLength(1);
      expect(ofJob.at(-1)?.type).toBe("job_complete");
      expect(await countEvents(deployment, id)).toMatchObject({
        "job-queued": 1,
        "job-completed": 1,
      });
      // What everybody was told of is forgotten.
      expect(readDatabase(stateFolder, "SELECT * FROM outbox WHERE job_id = ?", id)).toEqual([]);
    }
    // Each came back by the last `seq` that it had, and heard every other once, in order.
    expect(followers).toHaveLength(sockets);
    expect(followers.flatMap(({ faults }) => faults)).toEqual([]);
    expect(followers.filter((one) => one.connections() < 2)).toEqual([]);
    // The agent worked on through the restart: its lease outlived it.
    const tasks = readDatabase(
      stateFolder,
      "SELECT state, epoch FROM tasks WHERE job_id IN (?, ?)",
      ...both,
    );
    expect(tasks).toEqual([
      { state: "done", epoch: 1 },
      { state: "done", epoch: 1 },
    ]);
    // A far edge that accepts and stays silent costs an attempt its whole time limit.
    await expect
      .poll(async () => (await readLog(stateFolder, "node-1")).slice(logged), {
        timeout: 45_000,
        interval: 500,
      })
      .toContain("control socket open");
    await expectFinishedVideo(job, durationSeconds, stateFolder);
    await expectFinishedVideo(waiting, 1, stateFolder);
  },
);

test("an agent that crashes and starts again does the job anew, without waiting for its lease", async () => {
  const { deployment, nodes, stateFolder } = fleet;
  const jobId = await submitRender(deployment, { prompt: "a grey cat", duration: 3 });
  await waitForJob(deployment, jobId, isRendering, 60);
  const processId = nodes[0]?.processId();
  if (!processId) throw new Error("the agent does not run");
  process.kill(processId, "SIGKILL");

  const job = await waitForJob(deployment, jobId, isCompleted, LEASE_SECONDS - 5);
  expect(nodes[0]?.processId()).not.toBe(processId);
  const tasks = readDatabase(
    stateFolder,
    "SELECT state, epoch, losses FROM tasks WHERE job_id = ?",
    jobId,
  );
  expect(tasks).toEqual([{ state: "done", epoch: 2, losses: 1 }]);
  expect(await countEvents(deployment, jobId)).toMatchObject({
    "task-requeued": 1,
    "job-completed": 1,
  });
  await expectFinishedVideo(job, 3, stateFolder);
});

/** So many listeners, each on a socket of its own: two fifths at the account, the others at jobs. */
function followFeeds(sockets: number, jobIds: readonly string[]): Follower[] {
  const { origin, apiKey } = fleet.deployment;
  const [first = "", second = ""] = jobIds.map((id) => `/api/v2/jobs/${id}/events`);
  const paths = ["/api/v2/events", first, second, "/api/v2/events", first];
  return Array.from({ length: sockets }, (_, index) =>
    followFeed(origin, paths[index % paths.length] ?? "", apiKey),
  );
}

/** Tells the one node to take no more work, or to go on. */
async function tellNode(action: "pause" | "resume"): Promise<void> {
  const { origin, operatorToken } = fleet.deployment;
  const headers = { authorization: `Bearer ${operatorToken}` };
  const readNodes = () => readDatabase(fleet.stateFolder, "SELECT id FROM nodes");
  // An agent that has only just been started enrols first.
  await expect.poll(readNodes, { timeout: 60_000, interval: 200 }).toHaveLength(1);
  const path = `/api/v2/nodes/${String(readNodes()[0]?.["id"])}/${action}`;
  const answer = await fetch(origin + path, { method: "POST", headers });
  expect(answer.status, await answer.text()).toBe(200);
}
