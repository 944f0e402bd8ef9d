import type { Services } from "../services.ts";

export type AuditAction =
  | "account-created"
  | "account-changed"
  | "key-created"
  | "key-revoked"
  | "links-revoked"
  | "balance-granted"
  | "enrolment-token-created"
  | "node-state-changed";

/** What an operator did, as it is kept. */
export type AuditEntry = {
  id: string;
  at: number;
  action: AuditAction;
  /** The account or node that it was done to; null where there is none yet. */
  subjectId: string | null;
  /** What was asked for, without secrets. */
  details: Record<string, unknown>;
  requestId: string;
};

/** The operator's call that something is done for. */
export type OperatorCall = { requestId: string };

/** The audit log. Entries are written by the stores, in the commit that they tell of. */
export interface AuditLog {
  /** Newest first; `before` continues after the last id of a page. */
  list(query: {
    limit: number;
    before?: string | undefined;
    subjectId?: string | undefined;
  }): Promise<AuditEntry[]>;
}

/** The entry of an operator's call, to be written by whatever it does. */
export function auditEntry(
  { clock, random }: Pick<Services, "clock" | "random">,
  call: OperatorCall,
  what: Pick<AuditEntry, "action" | "subjectId" | "details">,
): AuditEntry {
  const at = clock.now();
  return { id: random.uuid(at), at, ...what, requestId: call.requestId };
}
