import { DatabaseSync } from "node:sqlite";
import type { ControlMessage, HelloRequest, NodeCapabilities } from "#contracts/node-protocol.ts";
import { HelloRequest as HelloSchema } from "#contracts/node-protocol.ts";
import { systemRandom } from "../../edge/adapters/random.ts";
import { Dispatcher } from "../../edge/domain/dispatch/dispatcher.ts";
import { PoolIndex } from "../../edge/domain/dispatch/pool-index.ts";
import type { DispatcherPorts } from "../../edge/domain/dispatch/dispatcher-ports.ts";
import type { GrantedLease } from "../../edge/domain/dispatch/pool-client.ts";
import type { NewJob } from "../../edge/domain/jobs/job.ts";
import { buildFleet, newId, T0 } from "./build-fleet.ts";
import { nodeLocalSql, openTestDatabase } from "./node-sqlite-connection.ts";

export const LEASE_SECONDS = 60;

/**
 * A pool over real SQL with a clock that only `advance` moves: the production dispatcher and
 * stores, sockets that remember what they were told, an alarm that rings when its time comes.
 */
export async function buildPool(database = openTestDatabase()) {
  const fleet = await buildFleet(database);
  let now = T0;
  let alarmAt: number | null = null;
  const local = new DatabaseSync(":memory:");
  const connected = new Set<string>();
  /** Nodes whose socket is open and answers nothing. */
  const silent = new Set<string>();
  const told: { nodeId: string; message: ControlMessage }[] = [];
  const changed: string[] = [];
  const ports = {
    pool: fleet.pool,
    sql: nodeLocalSql(local),
    index: new PoolIndex(),
    clock: { now: () => now },
    random: systemRandom,
    jobs: fleet.jobs,
    tasks: fleet.tasks,
    nodes: fleet.nodes,
    leaseSeconds: LEASE_SECONDS,
    channel: {
      reaches: (nodeId) => connected.has(nodeId),
      heardAt: (nodeId) => (connected.has(nodeId) && !silent.has(nodeId) ? now : null),
      readGpus: () => null,
      send: (nodeId, message) => {
        if (connected.has(nodeId)) told.push({ nodeId, message });
      },
      waitForOffer: () => Promise.resolve(false),
    },
    jobChanged: (jobId) => changed.push(jobId),
    wakeAt: (time, latest = time) => {
      if (alarmAt === null || latest < alarmAt) alarmAt = time;
    },
  } satisfies DispatcherPorts;
  let dispatcher = new Dispatcher(ports);

  /** Shows the pool every job that a commit changed, as the outbox would. */
  async function tellChanges(): Promise<void> {
    for (;;) {
      const jobId = changed.shift();
      if (jobId === undefined) return;
      const snapshot = await fleet.jobs.readSnapshot(jobId);
      if (snapshot) await dispatcher.sync(snapshot);
    }
  }

  /** Lets time pass, ringing the alarm whenever it is due. */
  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds;
    while (alarmAt !== null && alarmAt <= end) {
      now = Math.max(now, alarmAt);
      alarmAt = null;
      await dispatcher.tick();
      await tellChanges();
    }
    now = end;
  }

  /** Lets time pass while the edge is away: no alarm rings, nobody is heard. */
  function passUnwatched(milliseconds: number): void {
    now += milliseconds;
  }

  /** A connected node with `slots` CPU slots; `proved` is what it has in place of the usual. */
  async function connectNode(
    nodeId: string,
    slots = 1,
    instanceId = newId(),
    proved: Partial<NodeCapabilities> = {},
  ): Promise<void> {
    const usual = hello(slots, instanceId);
    const request = { ...usual, capabilities: { ...usual.capabilities, ...proved } };
    await fleet.nodes.recordHello({ ...request, nodeId, now });
    connected.add(nodeId);
    await dispatcher.hello(nodeId, request);
    await tellChanges();
  }

  async function submit(change: Partial<NewJob> = {}): Promise<NewJob> {
    const job = await fleet.submit(change);
    changed.push(job.id);
    await tellChanges();
    return job;
  }

  const take = async (nodeId: string, slotIndex = 0): Promise<GrantedLease | null> => {
    const lease = await dispatcher.takeLease(nodeId, { slotIndex, waitSeconds: 0 });
    await tellChanges();
    return lease;
  };

  async function complete(nodeId: string, lease: GrantedLease): Promise<string | null> {
    const state = await fleet.settle({ ...lease, nodeId });
    changed.push(lease.jobId);
    await tellChanges();
    return state;
  }

  /** Gives a task back as failed, without a wait before the next try. */
  async function fail(nodeId: string, lease: GrantedLease): Promise<void> {
    await fleet.release({ ...lease, nodeId }, { now, retryAt: now });
    changed.push(lease.jobId);
    await tellChanges();
  }

  /** Starts the object anew: what it had in memory is gone, its storage and alarm are not. */
  function restart(): void {
    dispatcher = new Dispatcher({ ...ports, index: new PoolIndex() });
  }

  /** How often the pool wrote to its storage: each statement writes one row. */
  const countWrites = () => Number(local.prepare("SELECT total_changes() AS n").get()?.["n"]);

  /** Forgets everything the pool knows, as if its storage had been deleted. */
  function wipe(): void {
    local.exec("DROP TABLE state");
  }

  return {
    ...fleet,
    get dispatcher() {
      return dispatcher;
    },
    restart,
    countWrites,
    connected,
    silent,
    told,
    changed,
    advance,
    passUnwatched,
    connectNode,
    submit,
    take,
    complete,
    fail,
    tellChanges,
    wipe,
    now: () => now,
  };
}

/** What an agent with so many slots of the CPU says when it starts. */
export function hello(slots: number, instanceId: string): HelloRequest {
  return HelloSchema.parse({
    instanceId,
    agentVersion: "0.1.0",
    leaseIds: [],
    draining: false,
    capabilities: {
      taskKinds: ["generate-video"],
      models: ["procedural"],
      encoders: [{ name: "libx264", codec: "h264", hardware: false }],
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
    },
  });
}
