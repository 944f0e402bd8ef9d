import { beforeAll, expect, it } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { bindings, call, callJson, enrolNode, eventually } from "./edge-client.ts";
import {
  balanceOf,
  type Customer,
  customerWith,
  PATH,
  read,
  readWhen,
  REQUEST,
  takeJob,
  type VideoJob,
} from "./video-jobs-client.ts";

const PRICE = 50;
const CAPS = { videoJobsRunning: 100, videoJobsQueued: 100 };

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode("node", 8);
  await node.hello();
});

type Entry = { job_id: string | null; kind: string; amount: number; delta: number };

async function readLedger({ id }: Customer): Promise<Entry[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT job_id, kind, amount, delta FROM ledger WHERE account_id = ? AND currency = 'tokens' ORDER BY id",
  )
    .bind(id)
    .all<Entry>();
  return results;
}

/** The ledger's entries add up to the balance, which was never below nothing on the way. */
async function expectFold(customer: Customer, balance: number) {
  let sum = 0;
  for (const { delta } of await readLedger(customer)) {
    sum += delta;
    expect(sum).toBeGreaterThanOrEqual(0);
  }
  expect([sum, await balanceOf(customer)]).toEqual([balance, balance]);
}

/** How a job's hold was resolved: never twice, and never by more or less than was held. */
async function fateOf(customer: Customer, jobId: string): Promise<string> {
  const mine = (await readLedger(customer)).filter((entry) => entry.job_id === jobId);
  expect(mine.every(({ amount }) => amount === PRICE)).toBe(true);
  return mine.map(({ kind, delta }) => `${kind} ${delta}`).join(", ");
}

const HELD = `hold ${-PRICE}`;
const REFUNDED = `${HELD}, refund ${PRICE}`;
const CAPTURED = `${HELD}, capture 0`;

it("of 50 creations at once, makes the 10 that are paid for, and settles each once", async () => {
  const customer = await customerWith(10 * PRICE, CAPS);
  const { apiKey: credential } = customer;
  const answers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const answer = await call("POST", PATH, { credential, body: REQUEST });
      return { status: answer.status, body: await answer.json<VideoJob>() };
    }),
  );
  const created = answers.filter(({ status }) => status === 202).map(({ body }) => body.id);
  expect(new Set(created).size).toBe(10);
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(40);
  await expectFold(customer, 0);
  const refused = answers.find(({ status }) => status === 402)?.body;
  expect(refused).toMatchObject({ detail: { cost: PRICE, availableTokens: 0 } });

  const cancel = (id: string) =>
    callJson<VideoJob>(200, "POST", `${PATH}/${id}/cancel`, { credential });
  const leases: Lease[] = [];
  await eventually(async () => {
    for (let slot = 0; slot < 7; slot += 1) {
      const lease = await node.take(slot);
      if (lease && leases.every(({ leaseId }) => leaseId !== lease.leaseId)) leases.push(lease);
    }
    return leases.length === 7 ? true : null;
  });
  const running = leases.map(({ jobId }) => jobId);
  const waiting = created.filter((id) => !running.includes(id));
  expect(waiting).toHaveLength(3);

  // Cancelled before they ran, however often and at once: given back once.
  await Promise.all(waiting.flatMap((id) => [cancel(id), cancel(id), cancel(id)]));
  await expectFold(customer, 3 * PRICE);

  // Done, failed, and cancelled while they ran; the end of each is said twice at once.
  const [done, failed, stopped] = [leases.slice(0, 3), leases.slice(3, 5), leases.slice(5)];
  for (const lease of done) await (await node.work(lease)).text();
  const failure = { reason: "error", code: "broken", message: "It broke.", retryable: false };
  for (const lease of failed) {
    const told = await Promise.all([node.fail(lease, failure), node.fail(lease, failure)]);
    for (const answer of told) await answer.text();
  }
  const stop = { reason: "cancelled", code: "cancelled", message: "Stopped." };
  for (const lease of stopped) {
    await cancel(lease.jobId);
    const told = await Promise.all([node.fail(lease, stop), node.fail(lease, stop)]);
    for (const answer of told) await answer.text();
  }
  const expected = [
    ...waiting.map((id) => [id, "CANCELLED", 0, REFUNDED] as const),
    ...done.map(({ jobId }) => [jobId, "SUCCEEDED", PRICE, CAPTURED] as const),
    ...failed.map(({ jobId }) => [jobId, "FAILED", 0, REFUNDED] as const),
    ...stopped.map(({ jobId }) => [jobId, "CANCELLED", PRICE, CAPTURED] as const),
  ];
  for (const [id, status, tokensConsumed, fate] of expected) {
    await readWhen(customer, id, status);
    expect(await read(customer, id)).toMatchObject({ tokensConsumed });
    expect(await fateOf(customer, id)).toBe(fate);
  }
  await expectFold(customer, 5 * PRICE);

  // What was given back buys exactly that many again.
  const again = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const answer = await call("POST", PATH, { credential, body: REQUEST });
      await answer.text();
      return answer.status;
    }),
  );
  expect(again.filter((status) => status === 202)).toHaveLength(5);
  await expectFold(customer, 0);
  const { jobs } = await callJson<{ jobs: VideoJob[] }>(
    200,
    "GET",
    `${PATH}?status_filter=PENDING`,
    {
      credential,
    },
  );
  for (const { id } of jobs) await cancel(id);
}, 60_000);

it("a job that is cancelled while its node ends it is paid once or not at all", async () => {
  const customer = await customerWith(6 * PRICE, CAPS);
  const { apiKey: credential } = customer;
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const { id } = await callJson<VideoJob>(202, "POST", PATH, { credential, body: REQUEST });
    ids.push(id);
    const lease = await takeJob(node, id);
    const [cancelled, ended] = await Promise.all([
      call("POST", `${PATH}/${id}/cancel`, { credential }),
      node.work(lease),
    ]);
    await Promise.all([cancelled.text(), ended.text()]);
  }
  for (const id of ids) {
    const { status, tokensConsumed } = await eventually(async () => {
      const job = await read(customer, id);
      return ["SUCCEEDED", "CANCELLED"].includes(job.status) ? job : null;
    });
    expect([status, tokensConsumed, await fateOf(customer, id)]).toEqual([status, PRICE, CAPTURED]);
  }
  await expectFold(customer, 0);
}, 60_000);
