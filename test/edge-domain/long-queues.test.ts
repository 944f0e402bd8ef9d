import { describe, expect, it } from "vitest";
import type { DispatcherPorts } from "../../edge/domain/dispatch/dispatcher-ports.ts";
import { explainWaiting } from "../../edge/domain/dispatch/explain-waiting.ts";
import { offerTasks } from "../../edge/domain/dispatch/offer-tasks.ts";
import { indexNode, PoolIndex } from "../../edge/domain/dispatch/pool-index.ts";
import { syncJob } from "../../edge/domain/dispatch/sync-job.ts";
import type { JobSnapshot } from "../../edge/domain/jobs/job.ts";
import { playTurns } from "../../edge/domain/dispatch/play-turns.ts";
import { readQueues } from "../../edge/domain/dispatch/read-queue.ts";
import { newId, T0 } from "../support/build-fleet.ts";
import { hello } from "../support/build-pool.ts";

const SLOTS = 64;
const A_NODE = {
  id: "node",
  name: "node",
  pool: "pool",
  state: "active",
  note: null,
  instanceId: null,
  agentVersion: "0.1.0",
  enrolledAt: T0,
  lastHelloAt: T0,
} as const;

function aSnapshot(accountId: string, model: string, readyAt: number): JobSnapshot {
  return {
    jobId: newId(),
    accountId,
    batchId: null,
    dialect: "native",
    kind: "generate-video",
    callbackUrl: null,
    callbackProgress: false,
    createdAt: T0,
    pool: "pool",
    state: "queued",
    priority: 0,
    priorityChanges: 0,
    accountWeight: 1,
    maximumRunningJobs: 10_000,
    maximumRunningInDialect: null,
    cancelRequestedAt: null,
    tasks: [
      {
        taskId: newId(),
        state: "ready",
        epoch: 0,
        requirements: { kind: "generate-video", model },
        expectedSeconds: 6,
        readyAt,
        retryAt: null,
        percent: 0,
        triedNodeIds: [],
        lease: null,
        doneByNodeId: null,
      },
    ],
  };
}

function fill(accounts: number, jobsEach: number, model: string) {
  const index = new PoolIndex();
  let last = "";
  for (let place = 0; place < jobsEach; place += 1) {
    for (let account = 0; account < accounts; account += 1) {
      const snapshot = aSnapshot(`account-${account}`, model, T0 + place);
      syncJob(index, snapshot, T0);
      last = snapshot.jobId;
    }
  }
  return { index, last };
}

describe("a long queue", () => {
  it("is explained to its end: accounts take turns, those of equal share by their ids", () => {
    const { index, last } = fill(2000, 5, "procedural");
    const answer = explainWaiting(index, last, T0 + 10, () => true);
    const place = index.listAccounts().toSorted().indexOf("account-1999") + 1;
    expect(answer?.tasks).toMatchObject([{ queuePosition: 4 * 2000 + place }]);
  });

  it("is played forward with one look at each task", () => {
    const { index } = fill(2000, 5, "procedural");
    let looks = 0;
    const places = playTurns(readQueues(index), () => (looks += 1) > 0);
    expect([places.size, looks]).toEqual([10_000, 10_000]);
  });

  it("of one kind of work is held against each slot once", () => {
    const { index } = fill(500, 20, "cosmos");
    let looks = 0;
    const { capabilities } = hello(SLOTS, newId());
    const watched = {
      ...capabilities,
      get taskKinds() {
        looks += 1;
        return capabilities.taskKinds;
      },
    };
    indexNode(index, { ...A_NODE, capabilities: watched });
    const ports = {
      index,
      clock: { now: () => T0 + 10 },
      leaseSeconds: 60,
      channel: {
        reaches: () => true,
        heardAt: () => T0,
        send: () => expect.unreachable("No slot can do any of it."),
      },
    } as unknown as DispatcherPorts;
    offerTasks(ports);
    expect(looks).toBe(SLOTS);
  });
});
