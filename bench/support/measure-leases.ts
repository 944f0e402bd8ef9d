import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { BenchNode } from "./bench-node.ts";
import type { Target } from "./start-deployments.ts";

/** Milliseconds from sending a submission to each thing that follows from it. */
export type LeaseTimes = { answered: number[]; offered: number[]; leased: number[] };

const Submitted = z.object({ job_id: z.string() });
/** Long enough for the last job's aftermath (feeds, outbox) to end before the next is sent. */
const pauseMilliseconds = 400;
const limitMilliseconds = 20_000;

/** Submits one job at a time to a fleet of one idle node and times its way to the lease. */
export async function measureLeases(
  target: Target,
  node: BenchNode,
  load: { samples: number; body: object },
): Promise<LeaseTimes> {
  const times: LeaseTimes = { answered: [], offered: [], leased: [] };
  for (let sample = 0; sample < load.samples; sample += 1) {
    await sleep(pauseMilliseconds);
    const next = node.nextLease();
    const sent = performance.now();
    const answer = await fetch(target.url, {
      method: "POST",
      headers: { ...target.headers, "content-type": "application/json" },
      body: JSON.stringify(load.body),
    });
    const text = await answer.text();
    times.answered.push(performance.now() - sent);
    if (!answer.ok) throw new Error(`the submission was answered ${answer.status}: ${text}`);
    const { job_id: jobId } = Submitted.parse(JSON.parse(text));
    const late = sleep(limitMilliseconds, null, { ref: false });
    const timed = await Promise.race([next, late]);
    if (timed === null) throw new Error(`no lease within ${limitMilliseconds} ms`);
    if (timed.lease.jobId !== jobId) throw new Error("the node was leased another job");
    times.offered.push(timed.offeredAt - sent);
    times.leased.push(timed.leasedAt - sent);
    await node.refuse(timed.lease);
  }
  return times;
}
