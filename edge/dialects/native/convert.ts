import type { Account, ApiKey, Currency } from "../../domain/accounts/account-store.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { FleetNode } from "../../domain/nodes/node-store.ts";

/** A job in the native API's words; times are ISO 8601. */
export function presentJob(job: Job): object {
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
    startedAt: time(job.startedAt),
    finishedAt: time(job.finishedAt),
  };
}

export function presentAccount(account: Account, balances: Record<Currency, number>): object {
  return {
    id: account.id,
    name: account.name,
    externalSubject: account.externalSubject,
    limits: account.limits,
    balances,
    createdAt: time(account.createdAt),
  };
}

/** A key without its secret, which is not stored. */
export function presentKey(key: ApiKey): object {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    createdAt: time(key.createdAt),
    expiresAt: time(key.expiresAt),
    revokedAt: time(key.revokedAt),
    lastUsedAt: time(key.lastUsedAt),
  };
}

export function presentNode(node: FleetNode): object {
  return {
    id: node.id,
    name: node.name,
    pool: node.pool,
    state: node.state,
    note: node.note,
    agentVersion: node.agentVersion,
    capabilities: node.capabilities,
    enrolledAt: time(node.enrolledAt),
    lastHelloAt: time(node.lastHelloAt),
  };
}

function time(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
