import type { z } from "zod";
import type { ProgressReport } from "#contracts/node-protocol.ts";
import type { TaskStage } from "#contracts/job.ts";
import { monotonicMilliseconds } from "../clock.ts";
import { EdgeError, isLeaseLost, isUnauthorized } from "../edge-client/edge-error.ts";
import type { GrantedLease } from "../edge-client/leases.ts";
import { sendProgress } from "../edge-client/progress.ts";
import { isRetryable } from "../edge-client/retry.ts";
import type { AgentContext } from "./agent-context.ts";
import type { RunningTask } from "./agent-state.ts";
import { Wake } from "./wake.ts";

type Stage = z.infer<typeof TaskStage>;

/** The part of the whole task, in percent, that a stage runs through. */
const ranges: Readonly<Record<Stage, readonly [from: number, to: number]>> = {
  preparing: [0, 90],
  generating: [0, 90],
  encoding: [0, 90],
  uploading: [90, 98],
  verifying: [98, 100],
};

/** Also before the first report: that the task began is known from its lease. */
const shortestGapMilliseconds = 1000;
/** Less than this on the way is not worth a report of its own. */
const smallestStepPercent = 0.5;
const longestDeafGapMilliseconds = 1500;
/** As many as a report may have. */
const mostLogLines = 50;

/** The newest progress of one task, and the loop that tells the edge about it. */
export class ProgressReporter {
  readonly #agent: AgentContext;
  readonly #lease: GrantedLease;
  readonly #task: RunningTask;
  readonly #wake = new Wake();
  #message: string | undefined;
  #changed = true;
  #reportNumber = 0;
  #sentPercent = 0;
  #nextReportSeconds = 0;
  #ending = false;
  #logs: ProgressReport["logs"] = [];
  /** A report with log lines that may not have arrived: sent again as it was, it tells them once. */
  #unanswered: ProgressReport | null = null;

  constructor(agent: AgentContext, lease: GrantedLease, task: RunningTask) {
    this.#agent = agent;
    this.#lease = lease;
    this.#task = task;
  }

  /** Notes where the task is; `stagePercent` counts within its stage's range and never falls. */
  update(stage: Stage, stagePercent: number, message?: string): void {
    const [from, to] = ranges[stage];
    const share = Number.isFinite(stagePercent)
      ? Math.min(100, Math.max(0, stagePercent)) / 100
      : 0;
    this.#task.percent = Math.max(this.#task.percent, from + (to - from) * share);
    this.#task.stage = stage;
    const newMessage = message?.slice(0, 500);
    const isStep = this.#task.percent - this.#sentPercent >= smallestStepPercent;
    if (isStep || newMessage !== this.#message) this.#changed = true;
    this.#message = newMessage;
    this.#wake.wake();
  }

  /** Adds a line to the job's log. */
  log(message: string): void {
    this.#logs.push({ level: "info", message: message.slice(0, 2000) });
    this.#changed = true;
    this.#wake.wake();
  }

  /** Ends the loop once the log lines that are left were told, or could not be. */
  end(): void {
    this.#ending = true;
    this.#wake.wake();
  }

  /**
   * Reports once a second at most, less often while the edge says that nobody listens, and often
   * enough to keep the lease when nothing changes. Ends with the signal; stops the task when the
   * edge says so.
   */
  async run(signal: AbortSignal): Promise<void> {
    let sentMilliseconds = monotonicMilliseconds();
    let sentStage: Stage = "preparing";
    while (!signal.aborted && !this.#ending) {
      const ageMilliseconds = monotonicMilliseconds() - sentMilliseconds;
      const isNews = this.#changed || this.#task.stage !== sentStage;
      const gapMilliseconds = isNews ? this.#newsGapMilliseconds() : this.#longestGapMilliseconds();
      if (ageMilliseconds < gapMilliseconds) {
        await this.#wake.wait(signal, gapMilliseconds - ageMilliseconds);
        continue;
      }
      this.#changed = false;
      sentStage = this.#task.stage;
      sentMilliseconds = monotonicMilliseconds();
      await this.#send(signal);
    }
    if (!signal.aborted && this.#isOwed()) await this.#send(signal);
    if (!signal.aborted && this.#isOwed()) await this.#send(signal);
  }

  #isOwed(): boolean {
    return this.#unanswered !== null || this.#logs.length > 0;
  }

  #newsGapMilliseconds(): number {
    const wishedMilliseconds = Math.max(shortestGapMilliseconds, this.#nextReportSeconds * 1000);
    return Math.min(wishedMilliseconds, this.#longestGapMilliseconds());
  }

  /** Without a socket the answers to reports are the only way to hear of a cancel. */
  #longestGapMilliseconds(): number {
    const { progressSeconds, leaseSeconds } = this.#lease;
    const third = (Math.min(progressSeconds, leaseSeconds) * 1000) / 3;
    return this.#agent.state.socketOpen ? third : Math.min(third, longestDeafGapMilliseconds);
  }

  async #send(signal: AbortSignal): Promise<void> {
    const report = this.#unanswered ?? this.#makeReport();
    if (this.#unanswered !== null) this.#changed = true;
    this.#unanswered = null;
    try {
      const answer = await sendProgress(this.#agent.edge, this.#lease.leaseId, report, signal);
      if (answer.cancel) this.#task.stop("cancelled");
      this.#nextReportSeconds = answer.nextReportSeconds ?? 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof EdgeError)) throw error;
      if (report.logs.length > 0 && isRetryable(error)) this.#unanswered = report;
      if (isLeaseLost(error)) this.#task.stop("lease-lost");
      if (isUnauthorized(error)) this.#agent.state.wantHello();
      // The next report carries all that this one said.
      this.#changed = true;
    }
  }

  #makeReport(): ProgressReport {
    this.#reportNumber += 1;
    const { stage, percent } = this.#task;
    this.#sentPercent = percent;
    return {
      reportNumber: this.#reportNumber,
      stage,
      percent: Math.round(percent * 10) / 10,
      ...(this.#message === undefined ? {} : { message: this.#message }),
      logs: this.#logs.splice(0, mostLogLines),
    };
  }
}
