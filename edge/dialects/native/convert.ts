import type { Account, ApiKey, Currency } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import type { BatchView as Batch } from "../../domain/batches/read-batch.ts";
import type { JobEstimate } from "../../domain/estimates/estimate-job.ts";
import type { JobView as StoredJobView } from "../../domain/jobs/read-job.ts";
import type { Job } from "../../domain/jobs/job.ts";
import { titleOfRequest } from "../../domain/jobs/title-of-request.ts";
import type { FleetNodeView } from "../../domain/nodes/list-fleet.ts";
import type {
  AccountView,
  AssetView,
  BatchView,
  JobDetail,
  JobView,
  KeyView,
  NodeView,
} from "./views.ts";

/** A job in the native API's words; times are ISO 8601. */
export function presentJob(job: Job): JobView {
  return {
    id: job.id,
    dialect: job.dialect,
    kind: job.kind,
    title: titleOfRequest(job.request),
    state: job.state,
    stage: job.stage,
    percent: Math.round(job.percent * 10) / 10,
    priority: job.priority,
    batchId: job.batchId,
    error: job.errorCode === null ? null : { code: job.errorCode, message: job.errorMessage },
    estimatedSeconds: job.estimatedSeconds,
    notice: job.notice,
    createdAt: time(job.createdAt),
    startedAt: timeOrNull(job.startedAt),
    finishedAt: timeOrNull(job.finishedAt),
  };
}

/** Signs a link to one of the account's media paths. */
export type Linker = (path: string) => Promise<string>;

/** A job with what it was made from; until it is completed with its estimate, then its outputs. */
export async function presentJobDetail(
  job: StoredJobView,
  { estimate, link }: { estimate: JobEstimate | null; link: Linker },
): Promise<JobDetail> {
  const outputs = job.outputs.map(async (asset) => {
    const { id, name, contentType, sizeBytes, sha256 } = asset;
    const path = mediaPath(asset);
    return {
      assetId: id,
      name,
      contentType,
      sizeBytes,
      sha256,
      contentPath: `/api/v2/assets/${id}/content`,
      url: path === null ? null : await link(path),
    };
  });
  return {
    ...presentJob(job),
    estimate,
    outputs: await Promise.all(outputs),
    request: job.request,
    inputs: job.inputs.map(({ role, assetId }) => ({ role, assetId })),
  };
}

/** Where a signed link reads an output; null for one that has no such address. */
function mediaPath({ jobId, name, media, contentType }: Asset): string | null {
  if (name === "video" && media) return `/videos/${jobId}.${media.container}`;
  return name === "thumbnail" && contentType === "image/png" ? `/thumbnails/${jobId}.png` : null;
}

export function presentBatch(batch: Batch): BatchView {
  return {
    id: batch.id,
    dialect: batch.dialect,
    state: batch.state,
    size: batch.size,
    jobs: batch.jobs.map(presentJob),
    createdAt: time(batch.createdAt),
  };
}

export function presentAsset(asset: Asset): AssetView {
  return {
    id: asset.id,
    jobId: asset.jobId,
    name: asset.name,
    contentType: asset.contentType,
    sizeBytes: asset.sizeBytes,
    sha256: asset.sha256,
    media: asset.media,
    createdAt: time(asset.createdAt),
  };
}

export function presentAccount(
  account: Account,
  balances: Record<Currency, number>,
  usedStorageBytes: number,
): AccountView {
  return {
    id: account.id,
    name: account.name,
    externalSubject: account.externalSubject,
    limits: account.limits,
    balances,
    usedStorageBytes,
    pool: account.pool,
    monitorPublic: account.monitorPublic,
    disabled: account.disabled,
    createdAt: time(account.createdAt),
  };
}

/** A key without its secret, which is not stored. */
export function presentKey(key: ApiKey): KeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    createdAt: time(key.createdAt),
    expiresAt: timeOrNull(key.expiresAt),
    revokedAt: timeOrNull(key.revokedAt),
    lastUsedAt: timeOrNull(key.lastUsedAt),
  };
}

export function presentNode(node: FleetNodeView): NodeView {
  return {
    id: node.id,
    name: node.name,
    pool: node.pool,
    state: node.state,
    note: node.note,
    agentVersion: node.agentVersion,
    capabilities: node.capabilities,
    enrolledAt: time(node.enrolledAt),
    lastHelloAt: timeOrNull(node.lastHelloAt),
    lastHeardAt: timeOrNull(node.lastHeardAt),
    quarantinedUntil: timeOrNull(node.quarantinedUntil),
    gpuReadings: { ...node.gpuReadings, toldAt: timeOrNull(node.gpuReadings.toldAt) },
    tasks: node.tasks.map(({ taskId, jobId, kind, slotIndex, stage, leasedAt }) => ({
      taskId,
      jobId,
      kind,
      slotIndex,
      stage,
      leasedAt: time(leasedAt),
    })),
  };
}

/** Unix milliseconds as ISO 8601. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : time(milliseconds);
}
