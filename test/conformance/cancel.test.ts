import { beforeAll, describe, expect } from "vitest";
import { call, callJson, eventually } from "../edge/edge-client.ts";
import { ENTRIES } from "./dialects/index.ts";
import type { DialectEntry, DialectJobs } from "./entry.ts";
import { carry, makeUuid, planRoute } from "./harness/plan.ts";
import { type Answer, describe as describeAnswer, faultOfRefusal, send } from "./harness/send.ts";
import { readLedger, readState } from "./harness/snapshot.ts";
import { createParty, createWorld, takeLeaseOf, type Party, type World } from "./harness/world.ts";
import { testOf } from "./known-deviations.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

type Case = { entry: DialectEntry; jobs: DialectJobs; name: string };
const cases: Case[] = ENTRIES.flatMap((entry) =>
  entry.jobs ? [{ entry, jobs: entry.jobs, name: `jobs of ${entry.name}` }] : [],
);

describe.for(cases)("$name", ({ entry, jobs, name }) => {
  const check = testOf(name);

  check("a job has the dialect's words while it waits and runs, and once it is done", async () => {
    const party = await createParty();
    const jobId = await create(party);
    expect(await readStatus(party, jobId)).toBe(jobs.words.queued);
    const lease = await takeLeaseOf(world.node, jobId);
    await (await world.node.report(lease, { percent: 30 })).text();
    expect(await readStatus(party, jobId)).toBe(jobs.words.running);
    await (await world.node.work(lease)).text();
    await jobs.finish?.(world, jobId);
    expect(await readStatus(party, jobId)).toBe(jobs.words.completed);
  });

  check("a job that failed says so", async () => {
    const party = await createParty();
    const jobId = await create(party);
    const lease = await takeLeaseOf(world.node, jobId);
    const failure = { reason: "error", code: "refused", message: "It was.", retryable: false };
    await (await world.node.fail(lease, failure)).text();
    expect(await readStatus(party, jobId)).toBe(jobs.words.failed);
  });

  check("a waiting job cancelled through the native API is cancelled in the dialect", async () => {
    const party = await createParty();
    const jobId = await create(party);
    await cancelNatively(party, jobId);
    expect(await readStatus(party, jobId)).toBe(jobs.words.cancelled);
    // It never ran: what was held for it is given back whole.
    const ledger = await readLedger(party.accountId);
    const ofJob = ledger.filter((row) => row["job_id"] === jobId);
    expect(ofJob.reduce((sum, { delta }) => sum + Number(delta), 0)).toBe(0);
    await cancelNatively(party, jobId);
    expect(await readLedger(party.accountId)).toEqual(ledger);
  });

  check("a running job cancelled through the native API ends when its node knows", async () => {
    const party = await createParty();
    const jobId = await create(party);
    const lease = await takeLeaseOf(world.node, jobId);
    await cancelNatively(party, jobId);
    expect(await readStatus(party, jobId)).toBe(jobs.words.cancelling);
    const answer = await world.node.report(lease, { percent: 50 });
    expect(await answer.json()).toMatchObject({ cancel: true });
    const failure = { reason: "cancelled", code: "cancelled", message: "Stopped." };
    await (await world.node.fail(lease, failure)).text();
    const status = await eventually(async () => {
      const now = await readStatus(party, jobId);
      return now === jobs.words.cancelled ? now : null;
    });
    expect(status).toBe(jobs.words.cancelled);
  });

  check("the native API lists and shows the job as this dialect's", async () => {
    const party = await createParty();
    const jobId = await create(party);
    const { apiKey: credential } = party;
    const page = await callJson<{ items: { id: string }[] }>(200, "GET", "/api/v2/jobs", {
      credential,
    });
    expect(page.items).toMatchObject([{ id: jobId, dialect: entry.name, state: "queued" }]);
    const one = await callJson(200, "GET", `/api/v2/jobs/${jobId}`, { credential });
    expect(one).toMatchObject({ ...page.items[0], outputs: [] });
  });

  check(
    "cancel through the dialect may be repeated, and does not stop what has ended",
    async () => {
      if (!jobs.cancelPath) return;
      const party = await createParty();
      const jobId = await create(party);
      const cancel = () =>
        send({
          method: "POST",
          path: jobs.cancelPath?.(jobId) ?? "",
          headers: carry(entry, party.apiKey),
        });
      const first = await cancel();
      expect(first.status, describeAnswer(first)).toBeLessThan(300);
      expect(jobs.statusOf(first.json)).toBe(jobs.words.cancelled);
      const state = await readState();
      const again = await cancel();
      expect([again.status, jobs.statusOf(again.json)]).toEqual([
        first.status,
        jobs.words.cancelled,
      ]);
      expect(await readState()).toBe(state);
    },
  );

  async function create(party: Party): Promise<string> {
    const answer = await send(planRoute(jobs.create, {}, carry(entry, party.apiKey)));
    expect(answer.status, describeAnswer(answer)).toBeLessThan(300);
    return jobs.idOf(answer.json);
  }

  async function readStatus(party: Party, jobId: string): Promise<unknown> {
    const answer = await read(party, jobId);
    expect(answer.status, describeAnswer(answer)).toBe(200);
    return jobs.statusOf(answer.json);
  }

  function read(party: Party, jobId: string): Promise<Answer> {
    return send({
      method: "GET",
      path: jobs.statusPath(jobId),
      headers: carry(entry, party.apiKey),
    });
  }

  const others = cases.filter((other) => other.entry !== entry);
  for (const other of others) {
    check(`a job of ${other.entry.name} is unknown here`, async () => {
      const party = await createParty();
      const headers = carry(other.entry, party.apiKey);
      const made = await send(planRoute(other.jobs.create, {}, headers));
      const foreign = await read(party, other.jobs.idOf(made.json));
      const unknown = await read(party, makeUuid());
      expect(faultOfRefusal(entry, foreign, [unknown.status])).toBeNull();
      expect(foreign.text).toBe(unknown.text);
    });
  }
});

async function cancelNatively(party: Party, jobId: string) {
  const answer = await call("POST", `/api/v2/jobs/${jobId}/cancel`, { credential: party.apiKey });
  expect(answer.status).toBe(200);
  await answer.text();
}
