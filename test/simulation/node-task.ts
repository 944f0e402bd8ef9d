import type { TaskStage, TaskState } from "#contracts/job.ts";
import type { FailRequest } from "#contracts/node-protocol.ts";
import { PART_SIZE_BYTES } from "#contracts/limits.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import type { GrantedLease } from "../../edge/domain/dispatch/pool-client.ts";
import { completeTask } from "../../edge/domain/tasks/complete-task.ts";
import { failTask } from "../../edge/domain/tasks/fail-task.ts";
import {
  finishOutputUpload,
  receiveOutput,
  receiveOutputPart,
  startOutputUpload,
} from "../../edge/domain/tasks/receive-output.ts";
import { reportProgress } from "../../edge/domain/tasks/report-progress.ts";
import type { Services } from "../../edge/domain/services.ts";
import type { Answer } from "./network.ts";
import { partDigest, rememberWhole, SimulatedBody } from "./object-bucket.ts";
import type { RowChange } from "./row-change.ts";
import type { SimulatedNode } from "./simulated-node.ts";
import { sha256Of } from "./simulated-secrets.ts";

type StopReason = "cancelled" | "lost" | "drain";
type Output = { name: OutputName; sizeBytes: number; sha256: string };
type Ending = { type: "complete"; outputs: Output[] } | { type: "fail"; request: FailRequest };

/** Thrown inside a task when its work must stop. */
class Stopped extends Error {}

const MAXIMUM_TRIES = 6;

/** What a node does with one lease: renders, reports, uploads, settles. */
export class NodeTask {
  readonly lease: GrantedLease;
  readonly #node: SimulatedNode;
  readonly #process: number;
  #reason: StopReason | null = null;
  #reportNumber = 0;

  constructor(node: SimulatedNode, process: number, lease: GrantedLease) {
    this.#node = node;
    this.#process = process;
    this.lease = lease;
  }

  stop(reason: StopReason): void {
    this.#reason ??= reason;
  }

  /** Works until the lease is settled or lost. */
  async run(): Promise<void> {
    const ending = await this.#work().catch((error: unknown) => {
      if (error instanceof Stopped) return null;
      throw error;
    });
    if (this.#reason === "lost") return;
    if (this.#reason === null && ending) await this.#settle(ending);
    else if (this.#reason !== null)
      await this.#settle({ type: "fail", request: failure(this.#reason) });
  }

  async #work(): Promise<Ending> {
    const { random, faults } = this.#node.world;
    const { jobId, leaseId } = this.lease;
    const renderMilliseconds = random.integer(2_000, 25_000);
    const stages: [TaskStage, number][] = [
      ["preparing", 0],
      ["generating", random.integer(5, 40)],
      ["generating", random.integer(41, 80)],
      ["encoding", random.integer(81, 99)],
    ];
    for (const [stage, percent] of stages) {
      await this.#wait(renderMilliseconds / stages.length);
      await this.#report(stage, percent);
    }
    if (faults.strikes("node-stuck", 0.008, jobId)) await this.#wait(120_000);
    if (faults.strikes("task-error", 0.06, jobId)) {
      const retryable = !random.chance(0.35);
      if (!retryable) this.#node.world.shadow.hopeless.add(leaseId);
      const reason = random.chance(0.3) && retryable ? "infrastructure" : "error";
      return { type: "fail", request: failure(reason, retryable) };
    }
    const outputs = this.#makeOutputs();
    for (const output of outputs) await this.#upload(output);
    if (random.chance(0.5)) await this.#report("verifying", 100);
    return { type: "complete", outputs };
  }

  /** A lease that was handed out again makes the same bytes mostly, but not always. */
  #makeOutputs(): Output[] {
    const { random } = this.#node.world;
    const isLarge = random.chance(0.15);
    const variant = random.chance(0.2) ? random.integer(1, 1_000_000) : 0;
    const sizeBytes = isLarge ? 2 * PART_SIZE_BYTES + 12_345 : 800_000;
    return [
      {
        name: "video",
        sizeBytes,
        // Bytes of another size have another digest.
        sha256: sha256Of(`video ${this.lease.taskId} ${variant} ${sizeBytes}`),
      },
      { name: "thumbnail", sizeBytes: 4_000, sha256: sha256Of(`thumbnail ${this.lease.taskId}`) },
    ];
  }

  async #wait(milliseconds: number): Promise<void> {
    const end = this.#node.world.timeline.now() + milliseconds;
    while (this.#node.world.timeline.now() < end) {
      const left = end - this.#node.world.timeline.now();
      await this.#node.pauseFor(Math.min(left + 1, 10_000), this.#process);
      this.#checkStop();
    }
  }

  #checkStop(): void {
    if (this.#node.isOutOfContact()) this.stop("lost");
    if (this.#reason !== null) throw new Stopped();
  }

  async #report(stage: TaskStage, percent: number): Promise<void> {
    this.#reportNumber += 1;
    const report = {
      reportNumber: this.#reportNumber,
      stage,
      percent,
      logs: this.#reportNumber === 2 ? [{ level: "info" as const, message: "half" }] : [],
    };
    const answer = await this.#call("progress", (services, node) =>
      reportProgress(services, node, this.lease.leaseId, report),
    );
    if (answer.outcome === "answered" && answer.result.cancel) this.stop("cancelled");
    this.#checkStop();
  }

  async #upload(output: Output): Promise<void> {
    if (output.sizeBytes > this.lease.singleUploadBytes) return this.#uploadInParts(output);
    const { faults } = this.#node.world;
    const { leaseId, jobId } = this.lease;
    await this.#insist("upload", (services, node) => {
      const corrupted = faults.strikes("bytes-corrupted", 0.02, jobId);
      const body = new SimulatedBody(
        corrupted ? sha256Of("noise") : output.sha256,
        output.sizeBytes,
      );
      const declared = { ...output, contentType: "video/mp4" };
      return receiveOutput(services, node, leaseId, output.name, declared, body);
    });
  }

  async #uploadInParts(output: Output): Promise<void> {
    const { leaseId } = this.lease;
    const request = { ...output, contentType: "video/mp4" };
    rememberWhole(output.sha256);
    const session = await this.#insist("open upload", (services, node) =>
      startOutputUpload(services, node, leaseId, output.name, request),
    );
    for (let partNumber = 1; partNumber <= session.partCount; partNumber += 1) {
      if (session.receivedParts.includes(partNumber)) continue;
      const start = (partNumber - 1) * session.partSizeBytes;
      const part = {
        partNumber,
        sizeBytes: Math.min(session.partSizeBytes, output.sizeBytes - start),
        sha256: partDigest(output.sha256, partNumber),
      };
      await this.#insist("upload part", (services, node) =>
        receiveOutputPart(
          services,
          node,
          leaseId,
          output.name,
          part,
          new SimulatedBody(part.sha256, part.sizeBytes),
        ),
      );
    }
    await this.#insist("finish upload", (services, node) =>
      finishOutputUpload(services, node, leaseId, output.name),
    );
  }

  /** Calls until it is answered; a refusal for good ends the work. */
  async #insist<Result>(
    label: string,
    work: (services: Services, node: Parameters<typeof reportProgress>[1]) => Promise<Result>,
  ): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#call(label, work);
      if (answer.outcome === "answered") return answer.result;
      this.#checkStop();
      const isOver = tries >= MAXIMUM_TRIES;
      if (isOver || (answer.outcome === "refused" && answer.code !== "output-rejected")) {
        await this.#settle({ type: "fail", request: failure("infrastructure") });
        this.stop("lost");
        throw new Stopped();
      }
      await this.#node.pauseFor(this.#node.world.random.integer(200, 2000), this.#process);
    }
  }

  async #call<Result>(
    label: string,
    work: (services: Services, node: Parameters<typeof reportProgress>[1]) => Promise<Result>,
  ): Promise<Answer<Result>> {
    const answer = await this.#node.request(this.#process, label, this.lease, work);
    if (answer.outcome === "refused" && answer.code === "lease-lost") this.stop("lost");
    return answer;
  }

  /** The terminal call, again and again until it is answered; sometimes once more after that. */
  async #settle(ending: Ending): Promise<void> {
    const { world } = this.#node;
    for (let tries = 1; tries <= 12; tries += 1) {
      const answer = await this.#terminalCall(ending);
      const isSure = answer.outcome !== "unknown";
      if (isSure && !(world.faults.active && world.random.chance(0.05))) return;
      await this.#node.pauseFor(world.random.integer(200, 3000), this.#process);
      if (!isSure && this.#node.isOutOfContact()) return;
    }
  }

  #terminalCall(ending: Ending): Promise<Answer<TaskState>> {
    const { leaseId, jobId } = this.lease;
    const { world } = this.#node;
    return this.#node.request(
      this.#process,
      ending.type,
      this.lease,
      async (services, node, handler) => {
        const known = world.shadow.settledLeases.get(leaseId);
        const repeated = (state: string) => {
          if (known === undefined) return;
          if (state !== known) {
            world.report(
              3,
              `A repeated terminal call was answered ${state}, first ${known}.`,
              jobId,
            );
          }
          if (handler.changes.some((change) => !isTelling(change))) {
            world.report(3, "A repeated terminal call had a new effect.", jobId);
          }
        };
        try {
          const state =
            ending.type === "complete"
              ? await completeTask(services, node, leaseId, {
                  result: { model: "procedural", renderMilliseconds: 1234 },
                  outputs: ending.outputs,
                })
              : await failTask(services, node, leaseId, ending.request);
          repeated(state);
          if (!world.shadow.settledLeases.has(leaseId)) {
            world.report(3, `A node that lost its lease was answered ${state}.`, jobId);
          }
          return state;
        } catch (error) {
          if (error instanceof Error && "code" in error) repeated(String(error.code));
          throw error;
        }
      },
    );
  }
}

/** What an earlier commit left to be told may be told by any call. */
function isTelling({ table, before }: RowChange): boolean {
  return table === "webhook_deliveries" || (table === "outbox" && before !== null);
}

function failure(reason: FailRequest["reason"] | StopReason, retryable = true): FailRequest {
  return {
    reason: reason === "lost" ? "infrastructure" : reason,
    code: `simulated-${reason}`,
    message: "The simulated node could not finish the task.",
    retryable,
    renderMilliseconds: 100,
  };
}
