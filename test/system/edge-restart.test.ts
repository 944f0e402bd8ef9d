import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { countEvents } from "./count-events.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { closeFleet, type LocalFleet, openFleet, readLog } from "./local-fleet.ts";
import { listenToNotifications, type NotificationListener } from "./notification-listener.ts";
import { readDatabase } from "./read-database.ts";
import { isCompleted, isRendering, waitForJob } from "./wait-for-job.ts";

const durationSeconds = 5;
let fleet: LocalFleet | undefined;
let listener: NotificationListener | undefined;

afterEach(async () => {
  listener?.close();
  if (fleet) await closeFleet(fleet);
  fleet = undefined;
});

const deaths = [
  { name: "told to end", end: (processId: number) => process.kill(processId, "SIGTERM") },
  {
    name: "killed with all its processes",
    end: (processId: number) => process.kill(-processId, "SIGKILL"),
  },
];

test.for(deaths)("nothing is lost when the edge is $name in mid-render", async ({ end }) => {
  fleet = await openFleet({ nodes: 1 });
  const { deployment, edge, stateFolder } = fleet;
  listener = listenToNotifications(deployment);
  const submit = (prompt: string, duration: number) =>
    submitRender(deployment, { prompt, duration });
  const jobId = await submit("a kite over green hills", durationSeconds);
  await waitForJob(deployment, jobId, isRendering, 60);
  // Accepted by the edge that dies, but not begun: it must not be forgotten either.
  const waitingId = await submit("a candle in a dark room", 1);
  const processId = edge.processId();
  if (processId === null) throw new Error("the edge does not run");
  end(processId);

  const [job, waiting] = await Promise.all([
    waitForJob(deployment, jobId, isCompleted, 90),
    waitForJob(deployment, waitingId, isCompleted, 90),
  ]);
  expect(edge.processId()).not.toBe(processId);
  for (const id of [jobId, waitingId]) {
    await listener.waitFor((one) => one.type === "job_complete" && one.job_id === id, 30);
  }
  // What would come twice has the time to come.
  await sleep(2000);

  expect(listener.connections()).toBeGreaterThan(1);
  const { received } = listener;
  expect(received.map(({ seq }) => seq)).toEqual(received.map((_, index) => index + 1));
  for (const id of [jobId, waitingId]) {
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
  // The agent worked on through the restart: its lease outlived it.
  const tasks = readDatabase(stateFolder, "SELECT state, epoch FROM tasks");
  expect(tasks).toEqual([
    { state: "done", epoch: 1 },
    { state: "done", epoch: 1 },
  ]);
  // A far edge that accepts and stays silent costs an attempt its whole time limit.
  await expect
    .poll(() => readLog(stateFolder, "node-1"), { timeout: 45_000, interval: 500 })
    .toContain('"openings":2');
  await expectFinishedVideo(job, durationSeconds, stateFolder);
  await expectFinishedVideo(waiting, 1, stateFolder);
});
