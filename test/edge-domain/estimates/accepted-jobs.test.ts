import { describe, expect, it } from "vitest";
import { AcceptedJobs } from "../../../edge/domain/estimates/accepted-jobs.ts";
import { queuedSnapshot } from "../../../edge/domain/jobs/queued-job.ts";
import { DEFAULT_ACCOUNT_LIMITS } from "#contracts/limits.ts";
import { aJob, newId, T0 } from "../../support/build-fleet.ts";
import { buildMeasuredPool } from "../../support/build-measured-pool.ts";

describe("jobs that a look does not show", () => {
  it("cost a burst of thousands little", async () => {
    const pool = await buildMeasuredPool();
    const { picture: look } = await pool.look();
    const accepted = new AcceptedJobs();
    const account = { pool: pool.pool, limits: DEFAULT_ACCOUNT_LIMITS };
    const pictures = new Set<object>();
    for (let count = 0; count < 3000; count += 1) {
      accepted.add(queuedSnapshot(aJob(newId()), account), T0);
      pictures.add(accepted.addTo(look));
    }
    expect(pictures.size).toBeLessThan(80);
    const { ready } = accepted.addTo(look);
    expect(ready.length).toBeLessThanOrEqual(100);
    const counted = ready.reduce((sum, { standsFor }) => sum + standsFor, 0);
    expect(counted / 3000).toBeGreaterThan(0.85);
    expect(counted / 3000).toBeLessThan(1.05);
  });
});
