import type { ControlMessage } from "#contracts/node-protocol.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { ToldGpus } from "../nodes/describe-gpus.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import type { Clock, LocalSql, Random } from "../ports.ts";
import type { TaskStore } from "../tasks/task-store.ts";
import type { PoolIndex } from "./pool-index.ts";

/** How a pool reaches its nodes: control sockets and waiting polls. */
export interface NodeChannel {
  /** True when an offer for this slot would reach the node now. */
  reaches(nodeId: string, slotIndex: number): boolean;
  /** When the node's socket last answered for it, Unix milliseconds; null without a socket. */
  heardAt(nodeId: string): number | null;
  /** What the node told last of its GPUs; forgotten with its connection. */
  readGpus(nodeId: string): ToldGpus | null;
  /** Best effort: the caller never relies on arrival. */
  send(nodeId: string, message: ControlMessage): void;
  /** Waits until the slot is offered a task; false when the time is over first. */
  waitForOffer(nodeId: string, slotIndex: number, milliseconds: number): Promise<boolean>;
}

export type DispatcherPorts = {
  pool: string;
  sql: LocalSql;
  /** Empty at first; the dispatcher fills it from the database. */
  index: PoolIndex;
  clock: Clock;
  random: Random;
  jobs: JobStore;
  tasks: TaskStore;
  nodes: NodeStore;
  channel: NodeChannel;
  leaseSeconds: number;
  /** Tells what a commit on the job left to be told; must not block the pool. */
  jobChanged(jobId: string): void;
  /** Asks for `tick` at this time, or at `latest` if it is asked for by then anyway. */
  wakeAt(time: number, latest?: number): void;
};
