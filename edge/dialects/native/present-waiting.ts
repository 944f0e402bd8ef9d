import type { ExplainedTask, JobWaiting } from "../../domain/jobs/explain-waiting.ts";
import { time } from "./convert.ts";
import type { TaskWaitingView, WaitingView } from "./views.ts";

type Reason = NonNullable<ExplainedTask["reason"]>;

/** Why a job waits, in words: what holds each task and what would let it go on. */
export function presentWaiting({ jobId, state, tasks }: JobWaiting): WaitingView {
  return { jobId, state, tasks: tasks.map(presentTask) };
}

function presentTask({ reason, state, ...task }: ExplainedTask): TaskWaitingView {
  return {
    ...task,
    state: state as TaskWaitingView["state"],
    reason: reason && {
      code: reason.code,
      ...explain(reason, task),
      until: "until" in reason ? time(reason.until) : null,
    },
  };
}

function describeOffline(nodes: number): string {
  if (nodes === 0) return "No enrolled node ever could.";
  return nodes === 1 ? "1 node that is offline could." : `${nodes} nodes that are offline could.`;
}

function explain(
  reason: Reason,
  { queuePosition, capableSlots }: Pick<ExplainedTask, "queuePosition" | "capableSlots">,
): { message: string; unblockedBy: string } {
  switch (reason.code) {
    case "dependencies":
      return {
        message: "Other tasks of the job must be done first.",
        unblockedBy: "The end of those tasks.",
      };
    case "back-off":
      return {
        message: "An attempt failed; the next one waits a while.",
        unblockedBy: "Time: it may be taken again at `until`.",
      };
    case "account-running-cap":
      return {
        message: `The account runs ${reason.running} of at most ${reason.maximum} jobs.`,
        unblockedBy: "The end of a running job of the account, or a higher maximumRunningJobs.",
      };
    case "dialect-running-cap":
      return {
        message: `The account runs ${reason.running} of at most ${reason.maximum} jobs of this dialect.`,
        unblockedBy: "The end of one of these jobs, or a higher limit of the account.",
      };
    case "offered":
      return {
        message: "A node was offered the task and has not answered yet.",
        unblockedBy:
          "The node's answer; at `until` it is offered to another free slot, if there is one.",
      };
    case "no-node-online":
      return {
        message: "No node is online.",
        unblockedBy: "Any node of the pool that connects.",
      };
    case "no-capable-node": {
      const lacks = Object.entries(reason.lacking).map(
        ([lack, slots]) => `${slots} ${slots === 1 ? "slot lacks" : "slots lack"} the ${lack}`,
      );
      return {
        message: `No node online can do it: ${lacks.join(", ")}. ${describeOffline(reason.offlineNodes)}`,
        unblockedBy:
          reason.offlineNodes > 0
            ? "One of these nodes that comes back, or another capable node."
            : "A new node that has proved everything in `requirements`.",
      };
    }
    case "nodes-not-taking-work":
      return {
        message: "Every node that can do it is paused or draining, or its agent is too old.",
        unblockedBy: "An operator who resumes or updates one of them, or another capable node.",
      };
    case "all-slots-busy":
      return {
        message: `All capable slots (${capableSlots.total}) are busy; ${describeTurn(queuePosition)}.`,
        unblockedBy: "A capable slot that comes free.",
      };
    case "awaits-another-node":
      return {
        message: "It failed on the nodes that are free; others that can do it are busy.",
        unblockedBy: "A free slot on a node that has not tried it.",
      };
    case "node-quarantined":
      return {
        message: "The nodes that are free failed what others then did; those others are busy.",
        unblockedBy:
          "A free slot on another node, the end of the quarantine at `until`, or an operator who resumes the node.",
      };
    case "others-first":
      return {
        message: `Other tasks are before it; ${describeTurn(queuePosition)}.`,
        unblockedBy: "The turns of the tasks before it.",
      };
    case "next":
      return {
        message: "A capable slot is free and its node will take it with its next request.",
        unblockedBy: "That node's next request.",
      };
  }
}

/** A task that its account's own caps will hold has no place yet. */
function describeTurn(queuePosition: number | null): string {
  return queuePosition === null
    ? "its turn is not near yet"
    : `it is number ${queuePosition} in turn`;
}
