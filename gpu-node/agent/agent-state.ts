import type { HelloResponse } from "#contracts/node-protocol.ts";
import type { TaskStage } from "#contracts/job.ts";
import type { z } from "zod";
import type { GrantedLease } from "../edge-client/leases.ts";
import { monotonicMilliseconds } from "../clock.ts";
import type { GpuReading } from "../inventory/gpu-reading.ts";
import { Wake } from "./wake.ts";

/** Why a task is stopped before it is done. */
export type StopReason = "cancelled" | "lease-lost" | "drain" | "deadline" | "memory";

export interface RunningTask {
  readonly lease: GrantedLease;
  readonly slotIndex: number;
  stage: z.infer<typeof TaskStage>;
  percent: number;
  /** The first reason wins; while the task settles, stopping does nothing. */
  stop(reason: StopReason): void;
}

/** What the loops share. Whoever changes something that others wait for calls `wake.wake()`. */
export class AgentState {
  readonly wake = new Wake();
  readonly running = new Map<string, RunningTask>();
  readonly busySlots = new Set<number>();
  /** Offered task by slot, until it is asked for. */
  readonly offers = new Map<number, string>();
  /** The edge's last answer to hello; null before the first. */
  greeting: HelloResponse | null = null;
  helloWanted = true;
  /** A stop signal came to this process: never taken back. */
  draining = false;
  /** The edge has answered a hello that said so. */
  drainAnnounced = false;
  /** The edge drained this node over the control channel: it may resume it. */
  drainedByEdge = false;
  agentTooOld = false;
  /** The driver's last word on the GPUs: empty while it does not answer, null before it was asked. */
  gpuReadings: readonly GpuReading[] | null = null;
  /** When the edge was told of them, by the monotonic clock; null: not over this connection. */
  gpusToldMilliseconds: number | null = null;
  /** Ends waiting calls for work when the node starts to drain. */
  leasing = new AbortController();
  socketOpen = false;
  socketClosedSinceMilliseconds = monotonicMilliseconds();
  /** Raised at each reconnect: offers made meanwhile are lost, so that every slot asks once. */
  askEpoch = 0;

  /** Why the node takes no leases now; empty when it does. */
  reasonsAgainstLeasing(): string[] {
    const reasons: string[] = [];
    if (this.greeting === null) reasons.push("not-connected");
    if (this.draining) reasons.push("draining");
    if (this.drainedByEdge || this.greeting?.state === "draining") reasons.push("drained-by-edge");
    if (this.greeting?.state === "paused") reasons.push("paused-by-edge");
    if (this.agentTooOld) reasons.push("agent-too-old");
    return reasons;
  }

  wantHello(): void {
    this.helloWanted = true;
    this.wake.wake();
  }

  /** Ends calls that wait for work; the edge learns from the next hello that they are void. */
  stopLeasing(): void {
    this.leasing.abort();
    this.leasing = new AbortController();
    this.wake.wake();
  }

  stopAll(reason: StopReason): void {
    for (const task of this.running.values()) task.stop(reason);
  }
}
