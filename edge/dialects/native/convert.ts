import type { Account, ApiKey, Currency } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import type { BatchView as Batch } from "../../domain/batches/read-batch.ts";
import type { JobView as StoredJobView } from "../../domain/jobs/read-job.ts";
import type { Job } from "../../domain/jobs/job.ts";
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
    state: job.state,
    stage: job.stage,
    percent: Math.round(job.percent * 10) / 10,
    batchId: job.batchId,
    error: job.errorCode === null ? null : { code: job.errorCode, message: job.errorMessage },
    estimatedSeconds: job.estimatedSeconds,
    createdAt: time(job.createdAt),
    startedAt: timeOrNull(job.startedAt),
    finishedAt: timeOrNull(job.finishedAt),
  };
}

/** A job with its outputs, once it is completed. */
export function presentJobDetail(job: StoredJobView): JobDetail {
  return {
    ...presentJob(job),
    outputs: job.outputs.map(({ id, name, contentType, sizeBytes, sha256 }) => ({
      assetId: id,
      name,
      contentType,
      sizeBytes,
      sha256,
      contentPath: `/api/v2/assets/${id}/content`,
    })),
  };
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
