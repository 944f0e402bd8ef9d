import { mkdir, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import type { FailRequest } from "#contracts/node-protocol.ts";
import { TaskSpec } from "#contracts/task.ts";
import { monotonicMilliseconds } from "../clock.ts";
import { EdgeError, isLeaseLost } from "../edge-client/edge-error.ts";
import type { GrantedLease } from "../edge-client/leases.ts";
import type { Slot } from "../inventory/describe-slots.ts";
import type { ProducedOutput } from "../tasks/child-messages.ts";
import type { AgentContext } from "./agent-context.ts";
import { ModelCalls } from "./answer-model-calls.ts";
import type { RunningTask, StopReason } from "./agent-state.ts";
import { chooseHardwareEncoder } from "./choose-hardware-encoder.ts";
import { describeMaking, describeOutputs } from "./describe-work.ts";
import type { Logger } from "./logger.ts";
import { fetchInputs } from "./fetch-inputs.ts";
import { ProgressReporter } from "./report-progress.ts";
import { runChild } from "./run-child.ts";
import type { ChildOutcome } from "./run-child.ts";
import { settle } from "./settle.ts";
import type { Settlement } from "./settle.ts";
import { upload } from "./upload.ts";

/** A finished task waits no longer for its last log lines to be told. */
const lastReportMilliseconds = 3000;

/** How the work on a task ended, before the edge was told. */
type Ending = Settlement | { type: "stopped" };

/**
 * Works on one lease from grant to settlement: child, upload, terminal call. Settles every lease
 * that is still the node's, whatever goes wrong. Never throws for a task's failure.
 */
export async function runTask(
  agent: AgentContext,
  slot: Slot,
  lease: GrantedLease,
  agentSignal: AbortSignal,
): Promise<void> {
  const { leaseId, taskId, jobId, epoch } = lease;
  const logger = agent.logger.child({ leaseId, taskId, jobId, epoch });
  const startedMilliseconds = monotonicMilliseconds();
  const stopper = new TaskStopper();
  const task: RunningTask = {
    lease,
    slotIndex: slot.description.index,
    stage: "preparing",
    percent: 0,
    stop: (reason) => stopper.stop(reason),
  };
  const stopWithAgent = (): void => task.stop("drain");
  agentSignal.addEventListener("abort", stopWithAgent, { once: true });
  const deadline = setTimeout(() => task.stop("deadline"), lease.deadlineSeconds * 1000);
  agent.state.running.set(leaseId, task);
  logger.info({ slotIndex: task.slotIndex }, "task started");
  let outcome = "lease-lost";
  try {
    const ending = await work(agent, slot, task, stopper, logger);
    clearTimeout(deadline);
    stopper.settling = true;
    const elapsedMilliseconds = Math.round(monotonicMilliseconds() - startedMilliseconds);
    const settlement =
      stopper.reason === null ? ending : settlementOf(stopper, elapsedMilliseconds);
    if (settlement !== null && settlement.type !== "stopped") {
      const answer = await settle(agent, lease, settlement);
      const wish = settlement.type === "complete" ? "done" : settlement.request.reason;
      outcome =
        answer === "lease-lost" || answer === "unanswered" || answer === "refused" ? answer : wish;
      const code = settlement.type === "fail" ? settlement.request.code : undefined;
      if (!mayComeAgain(settlement)) await agent.models.forgetTask(taskId);
      logger.info({ outcome, taskState: answer, code, elapsedMilliseconds }, "task settled");
    } else {
      logger.warn({ elapsedMilliseconds }, "the lease was lost; the work was dropped");
    }
  } finally {
    clearTimeout(deadline);
    agentSignal.removeEventListener("abort", stopWithAgent);
    agent.state.running.delete(leaseId);
    agent.state.wake.wake();
    agent.metrics.tasks.inc({ outcome });
    const seconds = (monotonicMilliseconds() - startedMilliseconds) / 1000;
    agent.metrics.taskSeconds.observe({ outcome }, seconds);
  }
}

/** Remembers the first reason to stop a task. */
class TaskStopper {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  reason: StopReason | null = null;
  settling = false;

  stop(reason: StopReason): void {
    if (this.settling || this.reason !== null) return;
    this.reason = reason;
    this.#controller.abort();
  }
}

async function work(
  agent: AgentContext,
  slot: Slot,
  task: RunningTask,
  stopper: TaskStopper,
  logger: Logger,
): Promise<Ending> {
  const { lease } = task;
  const spec = TaskSpec.safeParse(lease.spec);
  if (!spec.success) {
    logger.error("the task cannot be read by this agent");
    return failure("infrastructure", "unsupported-task", "This agent does not know such a task.");
  }
  const workDirectory = join(agent.settings.workDirectory, lease.leaseId);
  const reporter = new ProgressReporter(agent, lease, task);
  const ended = new AbortController();
  const reporting = reporter
    .run(AbortSignal.any([ended.signal, stopper.signal]))
    .catch((error: unknown) => {
      logger.error({ error: String(error) }, "progress cannot be reported");
      task.stop("lease-lost");
    });
  try {
    await mkdir(workDirectory, { recursive: true, mode: 0o700 });
    const ending = await produce({
      agent,
      slot,
      task,
      stopper,
      reporter,
      workDirectory,
      spec: spec.data,
      logger,
    });
    // Nothing is told of a task once it is settled.
    reporter.end();
    const patience = setTimeout(() => ended.abort(), lastReportMilliseconds);
    await reporting;
    clearTimeout(patience);
    return ending;
  } catch (error) {
    if (stopper.reason !== null) return { type: "stopped" };
    if (isLeaseLost(error)) {
      stopper.stop("lease-lost");
      return { type: "stopped" };
    }
    logger.error({ error: error instanceof Error ? error.message : String(error) }, "task failed");
    return error instanceof EdgeError
      ? failure("infrastructure", "upload-failed", `The output could not be stored: ${error.code}.`)
      : failure("infrastructure", "node-failure", "The node could not do its work.");
  } finally {
    ended.abort();
    await reporting;
    await rm(workDirectory, { recursive: true, force: true }).catch((error: unknown) => {
      logger.error({ error: String(error) }, "the work directory could not be removed");
    });
  }
}

interface Production {
  readonly agent: AgentContext;
  readonly slot: Slot;
  readonly task: RunningTask;
  readonly stopper: TaskStopper;
  readonly reporter: ProgressReporter;
  readonly workDirectory: string;
  readonly spec: TaskSpec;
  readonly logger: Logger;
}

async function produce(production: Production): Promise<Ending> {
  const { agent, task, stopper, reporter, workDirectory } = production;
  const { lease } = task;
  const startedMilliseconds = monotonicMilliseconds();
  const inputPaths = await fetchInputs({
    edge: agent.edge,
    leaseId: lease.leaseId,
    inputs: production.spec.inputs ?? [],
    workDirectory,
    signal: stopper.signal,
    onProgress: () => reporter.update("preparing", 0, "Fetching the inputs"),
  }).catch(endingOfMissingInput);
  if (!Array.isArray(inputPaths)) return inputPaths;
  const outcome = await runTaskChild(production, inputPaths);
  const renderMilliseconds = Math.round(monotonicMilliseconds() - startedMilliseconds);
  if (outcome.type !== "finished") return endingOf(outcome, renderMilliseconds);
  const { outputs, type: _, ...facts } = outcome;
  const totalBytes = outputs.reduce((sum, output) => sum + output.sizeBytes, 0);
  if (totalBytes > lease.maximumOutputBytes) {
    const message = `The outputs have ${totalBytes} bytes; ${lease.maximumOutputBytes} are allowed.`;
    return failure("error", "output-too-large", message, false, renderMilliseconds);
  }
  const stray = outputs.find((output) => !output.path.startsWith(workDirectory + sep));
  if (stray !== undefined)
    throw new Error(`The output ${stray.name} is not in the work directory.`);
  reporter.log(describeMaking(facts, renderMilliseconds));
  reporter.log(describeOutputs(outputs));
  reporter.update("uploading", 0);
  let sentBytes = 0;
  for (const output of outputs) {
    await upload({
      edge: agent.edge,
      leaseId: lease.leaseId,
      output,
      singleUploadBytes: lease.singleUploadBytes,
      signal: stopper.signal,
      onProgress: (bytes) => reporter.update("uploading", (100 * (sentBytes + bytes)) / totalBytes),
    });
    sentBytes += output.sizeBytes;
  }
  reporter.update("verifying", 0);
  const { encoder, ...others } = facts;
  const result = { ...others, ...(encoder === undefined ? {} : { encoder }), renderMilliseconds };
  return { type: "complete", request: { result, outputs: outputs.map(receiptOf) } };
}

/** An input that is gone is gone for every node; anything else may go better elsewhere. */
function endingOfMissingInput(error: unknown): Ending {
  if (!(error instanceof EdgeError) || isLeaseLost(error)) throw error;
  const isGone = error.status === 404 || error.status === 410;
  const message = isGone
    ? "An input of the task is not there any more."
    : `An input of the task could not be fetched: ${error.code}.`;
  return failure(isGone ? "error" : "infrastructure", "input-unavailable", message, !isGone);
}

async function runTaskChild(
  production: Production,
  inputPaths: readonly string[],
): Promise<ChildOutcome> {
  const { agent, slot, task, stopper, reporter, workDirectory, spec, logger } = production;
  const { settings, capabilities } = agent;
  const { deviceUuid } = slot.description;
  const encoder = chooseHardwareEncoder(spec, slot, capabilities.encoders);
  const modelCalls = new ModelCalls({
    models: agent.models,
    taskId: task.lease.taskId,
    workDirectory,
    signal: stopper.signal,
    stopReason: () => stopper.reason,
    logger,
  });
  const outcome = await runChild({
    program: settings.childProgram,
    environment: {
      ...settings.childEnvironment,
      TMPDIR: workDirectory,
      ...(deviceUuid === null ? {} : { CUDA_VISIBLE_DEVICES: deviceUuid }),
    },
    start: {
      type: "start",
      spec,
      workDirectory,
      inputPaths: [...inputPaths],
      ...(encoder === null ? {} : { encoder }),
      allowsLoopback: settings.allowsLoopback === true,
      ...(settings.encoderThreads === null ? {} : { threads: settings.encoderThreads }),
    },
    memoryCapMebibytes: settings.taskMemoryMebibytes,
    signal: stopper.signal,
    // The child checks its file before the upload; to the edge, verifying comes after it.
    onProgress: ({ stage, percent, message }) =>
      reporter.update(stage === "verifying" ? "encoding" : stage, percent, message),
    onModelCall: (call, send) => modelCalls.answer(call, send),
    onMemoryExceeded: (usedMebibytes) => {
      logger.error({ usedMebibytes }, "the task uses too much memory");
      task.stop("memory");
    },
    logger,
  });
  await modelCalls.end();
  return outcome;
}

function endingOf(
  outcome: Exclude<ChildOutcome, { type: "finished" }>,
  renderMilliseconds: number,
): Ending {
  switch (outcome.type) {
    case "stopped":
      return { type: "stopped" };
    case "failed":
      return failure("error", outcome.code, outcome.message, outcome.retryable, renderMilliseconds);
    case "crashed": {
      const how = outcome.signalName ?? `exit status ${outcome.exitCode ?? "unknown"}`;
      const message = `The renderer ended unexpectedly (${how}).`;
      return failure("error", "renderer-crashed", message, true, renderMilliseconds);
    }
  }
}

/** True: what model servers made for it was never looked at, and another try will ask for it. */
function mayComeAgain(settlement: Settlement): boolean {
  if (settlement.type !== "fail") return false;
  const { reason, code } = settlement.request;
  return reason === "drain" || reason === "infrastructure" || code === "renderer-crashed";
}

/** What the edge is told about a stopped task; null when the lease is not ours any more. */
function settlementOf(stopper: TaskStopper, renderMilliseconds: number): Settlement | null {
  switch (stopper.reason) {
    case "cancelled":
      return failure("cancelled", "cancelled", "Stopped on request.", true, renderMilliseconds);
    case "drain":
      return failure("drain", "drained", "The node is draining.", true, renderMilliseconds);
    case "deadline":
      return failure(
        "error",
        "deadline-exceeded",
        "The task took too long.",
        true,
        renderMilliseconds,
      );
    case "memory":
      return failure(
        "error",
        "memory-exceeded",
        "The task used too much memory.",
        true,
        renderMilliseconds,
      );
    case "lease-lost":
    case null:
      return null;
  }
}

function failure(
  reason: FailRequest["reason"],
  code: string,
  message: string,
  retryable = true,
  renderMilliseconds = 0,
): Settlement {
  const request = { reason, code, message: message.slice(0, 1000), retryable, renderMilliseconds };
  return { type: "fail", request };
}

function receiptOf({ name, sizeBytes, sha256 }: ProducedOutput) {
  return { name, sizeBytes, sha256 };
}
