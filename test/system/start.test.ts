import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { findFreePort } from "../../scripts/local/require-free-port.ts";
import { submitRender } from "../../scripts/local/submit-render.ts";
import { readStatus } from "../../scripts/local/watch-job.ts";
import { expectFinishedVideo } from "./expect-finished-video.ts";
import { makeStateFolder } from "./local-fleet.ts";
import { readDatabase } from "./read-database.ts";
import { receiveWebhooks } from "./receive-webhooks.ts";
import { findProcessesOf, type RunningStart, runNpmStart } from "./run-npm-start.ts";
import { isCompleted, isRendering, waitForJob } from "./wait-for-job.ts";

const run = promisify(execFile);
const Submitted = z.object({ job_id: z.string(), status: z.literal("queued") });
/** Agents and then the edge may each take five seconds before they are killed. */
const stopLimitSeconds = 15;
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test("npm start gives credentials that work, keeps its data, and ends without a trace", async () => {
  const stateFolder = await makeStateFolder();
  cleanUps.push(() => rm(stateFolder, { recursive: true, force: true }));
  const port = await findFreePort();

  const first = startIn(stateFolder, port);
  const local = await first.ready();
  expect(local.origin).toBe(`http://127.0.0.1:${port}`);

  const curl = /^curl .*$/m.exec(first.output())?.[0] ?? "";
  const pasted = Submitted.parse(JSON.parse((await run("bash", ["-c", curl])).stdout));
  const webhook = await receiveWebhooks();
  cleanUps.push(() => webhook.close());
  const announcedId = await submitRender(local, {
    prompt: "a paper boat",
    duration: 1,
    callbackUrl: webhook.url,
  });

  expect(await statusOf(local.origin, pasted.job_id, local.apiKey)).toBe(200);
  expect(await statusOf(local.origin, pasted.job_id, local.jwt)).toBe(200);
  expect(await statusOf(local.origin, pasted.job_id, local.otherApiKey)).toBe(404);
  expect(await statusOf(local.origin, pasted.job_id, local.operatorToken)).toBe(403);
  const otherId = await submitRender(
    { ...local, apiKey: local.otherApiKey },
    { prompt: "a bell", duration: 1 },
  );
  expect(await statusOf(local.origin, otherId, local.otherApiKey)).toBe(200);
  expect(await statusOf(local.origin, otherId, local.apiKey)).toBe(404);

  await waitForJob(local, announcedId, isCompleted, 60);
  const delivery = await webhook.next();
  const payload = new Webhook(local.webhookSecret).verify(delivery.body, delivery.headers);
  expect(payload).toMatchObject({ type: "job_complete", job_id: announcedId });
  const job = await waitForJob(local, pasted.job_id, isCompleted, 60);
  await expectFinishedVideo(job, 6, stateFolder);
  expect(await listNodes(local.origin, local.operatorToken)).toEqual(["node-1", "node-2"]);

  await expectCleanEnd(first, stateFolder);

  const second = startIn(stateFolder, port);
  const again = await second.ready();
  // The JWT is made anew; everything else is as it was.
  expect(again).toEqual({ ...local, jwt: again.jwt });
  const kept = await readStatus(again, pasted.job_id);
  expect(kept.status).toBe("completed");
  await expectFinishedVideo(kept, 6, stateFolder);
  expect(await listNodes(local.origin, local.operatorToken)).toEqual(["node-1", "node-2"]);

  // Agents at work, too, are gone within seconds, and hand back what they had.
  const longId = await submitRender(again, { prompt: "a long river", duration: 60 });
  await waitForJob(again, longId, isRendering, 60);
  await expectCleanEnd(second, stateFolder);
  const tasks = readDatabase(
    stateFolder,
    "SELECT state, epoch, attempts, losses FROM tasks WHERE job_id = ?",
    longId,
  );
  expect(tasks).toEqual([{ state: "ready", epoch: 1, attempts: 0, losses: 0 }]);
});

test.for([1000, 4500])("Ctrl-C ends a start that is %i ms old", async (milliseconds) => {
  const stateFolder = await makeStateFolder();
  cleanUps.push(() => rm(stateFolder, { recursive: true, force: true }));
  const start = startIn(stateFolder, await findFreePort());
  await sleep(milliseconds);
  const { ending, seconds } = await start.interrupt();
  expect(findProcessesOf(stateFolder)).toEqual([]);
  expect([0, "SIGINT"], start.output()).toContain(ending);
  expect(start.output()).not.toMatch(/error|could not/);
  expect(seconds).toBeLessThan(stopLimitSeconds);
});

function startIn(stateFolder: string, port: number): RunningStart {
  const start = runNpmStart(stateFolder, port);
  cleanUps.push(() => start.kill());
  return start;
}

async function expectCleanEnd(start: RunningStart, stateFolder: string): Promise<void> {
  expect(findProcessesOf(stateFolder).length).toBeGreaterThan(3);
  const { ending, seconds } = await start.interrupt();
  expect(findProcessesOf(stateFolder)).toEqual([]);
  // npm's own shell may pass the interrupt on; an error code would be another matter.
  expect([0, "SIGINT"], start.output()).toContain(ending);
  expect(start.output()).toMatch(/Stopping …\s*$/);
  expect(seconds).toBeLessThan(stopLimitSeconds);
  expect(existsSync(path.join(stateFolder, "lock"))).toBe(false);
}

async function statusOf(origin: string, jobId: string, credential: string): Promise<number> {
  const answer = await fetch(`${origin}/api/v1/render-video/${jobId}`, {
    headers: { authorization: `Bearer ${credential}` },
  });
  await answer.arrayBuffer();
  return answer.status;
}

async function listNodes(origin: string, operatorToken: string): Promise<string[]> {
  const answer = await fetch(`${origin}/api/v2/nodes`, {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  const page = z.object({ items: z.array(z.object({ name: z.string() })) });
  return page
    .parse(await answer.json())
    .items.map(({ name }) => name)
    .toSorted();
}
