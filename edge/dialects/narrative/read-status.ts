import type { WaitingReason } from "../../domain/dispatch/explain-waiting.ts";
import { DomainError } from "../../domain/errors.ts";
import { explainWaiting } from "../../domain/jobs/explain-waiting.ts";
import { readJob, type JobView } from "../../domain/jobs/read-job.ts";
import type { Services } from "../../domain/services.ts";
import { presentStatus } from "./convert.ts";
import type { SceneCount } from "./messages.ts";
import { readResult, type Linker } from "./read-result.ts";
import { StoredRequest } from "./schemas.ts";
import type { NarrativeStatus } from "./views.ts";

/**
 * Reads where a request of the account stands.
 *
 * @throws DomainError `not-found` for unknown and foreign ids, and for jobs of another dialect.
 */
export async function readStatus(
  services: Services,
  accountId: string,
  requestId: string,
  link: Linker,
): Promise<NarrativeStatus> {
  const job = await readJob(services, accountId, requestId);
  if (job.dialect !== "narrative") {
    throw new DomainError("not-found", "There is no job with this id.");
  }
  return presentStatus(job, {
    scenes: await countScenes(services, job),
    waiting: job.state === "queued" ? await describeWaiting(services, job) : null,
    result: job.state === "completed" ? await readResult(services, job, link) : null,
  });
}

/** Scenes of earlier films are ready from the start. */
async function countScenes(services: Services, job: JobView): Promise<SceneCount> {
  const total = StoredRequest.parse(job.request).film.scenes.length;
  if (job.state !== "running") return { ready: total, total };
  const snapshot = await services.jobs.readSnapshot(job.id);
  const open = (snapshot?.tasks ?? []).filter(
    ({ state, requirements }) => state !== "done" && requirements.kind === "render-scene",
  );
  return { ready: total - open.length, total };
}

async function describeWaiting(services: Services, job: JobView): Promise<string | null> {
  const { tasks } = await explainWaiting(services, job.accountId, job.id);
  const reasons = tasks.flatMap(({ reason }) => (reason === null ? [] : [reason.code]));
  const reason = reasons.find((code) => code !== "dependencies");
  return reason === undefined ? null : WAITING_WORDS[reason];
}

const WAITING_WORDS: Record<Exclude<WaitingReason["code"], "dependencies">, string> = {
  "back-off": "it is tried again in a moment",
  "account-running-cap": "other jobs of the account run first",
  "dialect-running-cap": "other jobs of the account run first",
  offered: "a node is about to take it",
  "no-node-online": "no node is online",
  "no-capable-node": "no node online can make it",
  "nodes-not-taking-work": "the nodes that can make it take no work now",
  "all-slots-busy": "all nodes are busy",
  "awaits-another-node": "it waits for another node",
  "node-quarantined": "it waits for another node",
  "others-first": "other jobs are before it",
  next: "a node is about to take it",
};
