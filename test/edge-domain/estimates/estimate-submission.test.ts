import { describe, expect, it } from "vitest";
import type { Job } from "../../../edge/domain/jobs/job.ts";
import { buildMeasuredPool } from "../../support/build-measured-pool.ts";
import { buildSubmissions } from "../../support/build-submissions.ts";

/** Two nodes of different speed, which have worked for a while, and an isolate that submits. */
async function build() {
  const pool = await buildMeasuredPool();
  await pool.addWorker(1);
  await pool.addWorker(2);
  const before = await buildSubmissions(pool);
  for (let count = 0; count < 6; count += 1) await before.submit();
  await before.tell();
  await pool.workOff();
  return { pool, ...(await buildSubmissions(pool)) };
}

type Built = Awaited<ReturnType<typeof build>>;

/** Submits jobs so far apart; the pool hears of each at once, and its nodes work. */
async function submitApart({ pool, submit, tell }: Built, count: number, milliseconds: number) {
  const jobs: Job[] = [];
  while (jobs.length < count) {
    jobs.push(await submit());
    await tell();
    await pool.takeWork();
    await pool.advance(milliseconds);
  }
  return jobs;
}

const secondsOf = (jobs: Job[]) => jobs.map(({ estimatedSeconds }) => estimatedSeconds);

/** Lets everything end, and requires that half of the estimates were within a factor of two. */
async function expectTrue({ pool, tell }: Built, jobs: Job[]) {
  await tell();
  await pool.workOff();
  const ratios = jobs.map((job) => job.estimatedSeconds / pool.tookSeconds(job, job.createdAt));
  const sorted = ratios.toSorted((a, b) => a - b);
  const [least, most] = [sorted[5] ?? 0, sorted[14] ?? Number.NaN];
  expect(least).toBeGreaterThan(0.5);
  expect(most).toBeLessThan(2);
}

function expectRising(jobs: Job[]) {
  const seconds = secondsOf(jobs);
  // Not each than the one before: that may go to the slower node.
  expect(seconds.filter((own, place) => own <= (seconds[place - 4] ?? 0))).toEqual([]);
  expect(new Set(seconds).size).toBeGreaterThan(10);
  expect(seconds.at(-1)).toBeGreaterThan(6 * (seconds[0] ?? 0));
}

describe("the estimates of a burst", () => {
  it.each([10, 100])("count the jobs before each, %s ms apart", async (milliseconds) => {
    const built = await build();
    const jobs = await submitApart(built, 20, milliseconds);
    expectRising(jobs);
    await expectTrue(built, jobs);
  });

  it("count what was submitted at the same moment", async () => {
    const built = await build();
    const jobs = await Promise.all(Array.from({ length: 20 }, () => built.submit()));
    expectRising(jobs);
    await expectTrue(built, jobs);
  });

  it("count the jobs of a batch before each", async () => {
    const built = await build();
    const jobs = await built.submitSeveral(20);
    expectRising(jobs);
    await expectTrue(built, jobs);
  });

  it("do not count twice what a newer look shows", async () => {
    const built = await build();
    await submitApart(built, 10, 0);
    const [before] = secondsOf([await built.submit()]);
    await built.tell();
    await built.pool.advance(5000);
    const [after] = secondsOf([await built.submit()]);
    expect(built.countLooks()).toBe(2);
    expect((after ?? 0) - (before ?? 0)).toBeLessThan(15);
    // Nor do they forget what the pool has not heard of: that job and the one after it.
    await built.submit();
    const [next] = secondsOf([await built.submit()]);
    expect(next).toBeGreaterThan(after ?? 0);
  });

  it("stop counting jobs that have ended", async () => {
    const built = await build();
    const [first] = await submitApart(built, 1, 0);
    await built.pool.workOff();
    const next = await built.submit();
    expect(next.estimatedSeconds / (first?.estimatedSeconds ?? 0)).toBeLessThan(1.5);
  });

  it("stop counting jobs of which the pool never heard", async () => {
    const { pool, submit, fallDeaf } = await build();
    fallDeaf();
    const [first] = secondsOf([await submit()]);
    for (let count = 0; count < 9; count += 1) await submit();
    await pool.advance(10_001);
    expect(secondsOf([await submit()])).toEqual([first]);
  });

  it("do not count jobs that were refused, answered again, or failed at once", async () => {
    const { submit } = await build();
    const idempotency = { key: "once", bodyHash: "hash" };
    const first = await submit({ idempotency });
    for (let count = 0; count < 5; count += 1) await submit({ idempotency });
    const dear = { price: { currency: "tokens", amount: 1000 } } as const;
    for (let count = 0; count < 5; count += 1) await expect(submit(dear)).rejects.toThrow();
    const failsAtOnce = { code: "model-unavailable", message: "No node offers the model." };
    for (let count = 0; count < 5; count += 1) await submit({ failsAtOnce });
    const second = await submit();
    expect(second.estimatedSeconds).toBeLessThanOrEqual(2.2 * first.estimatedSeconds);
    expect(second.estimatedSeconds).toBeGreaterThan(first.estimatedSeconds);
  });
});
