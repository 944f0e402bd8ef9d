import { describe, expect, it } from "vitest";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { DispatcherPorts } from "../../edge/domain/dispatch/dispatcher-ports.ts";
import { explainWaiting } from "../../edge/domain/dispatch/explain-waiting.ts";
import { offerTasks } from "../../edge/domain/dispatch/offer-tasks.ts";
import { indexNode, PoolIndex } from "../../edge/domain/dispatch/pool-index.ts";
import { syncJob } from "../../edge/domain/dispatch/sync-job.ts";
import type { JobSnapshot } from "../../edge/domain/jobs/job.ts";
import { newId, T0 } from "../support/build-fleet.ts";

/** Many times what it takes, and a fraction of what it took when it grew with accounts × tasks. */
const MAXIMUM_MILLISECONDS = 1000;

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

function timed<T>(work: () => T): { answer: T; milliseconds: number } {
  const start = performance.now();
  const answer = work();
  return { answer, milliseconds: performance.now() - start };
}

describe("a long queue", () => {
  it("does not hold the pool up while one of its jobs is explained", () => {
    const { index, last } = fill(2000, 5, "procedural");
    const { answer, milliseconds } = timed(() => explainWaiting(index, last, T0 + 10, () => true));
    expect(answer?.tasks).toMatchObject([{ queuePosition: expect.any(Number) }]);
    expect(milliseconds).toBeLessThan(MAXIMUM_MILLISECONDS);
  });

  it("does not hold the pool up while many slots find nothing in it", () => {
    const { index } = fill(500, 20, "cosmos");
    indexNode(index, aNode(256));
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
    expect(timed(() => offerTasks(ports)).milliseconds).toBeLessThan(MAXIMUM_MILLISECONDS);
  });
});

function aNode(slots: number) {
  const capabilities: NodeCapabilities = {
    taskKinds: ["generate-video"],
    models: ["procedural"],
    encoders: [],
    slots: Array.from({ length: slots }, (_, index) => ({
      index,
      kind: "cpu",
      name: "CPU",
      deviceUuid: null,
      memoryMebibytes: 1024,
    })),
    driverVersion: null,
    cpuCores: 4,
    memoryMebibytes: 4096,
  };
  return {
    id: "node",
    name: "node",
    pool: "pool",
    state: "active",
    note: null,
    instanceId: null,
    agentVersion: "0.1.0",
    capabilities,
    enrolledAt: T0,
    lastHelloAt: T0,
  } as const;
}
