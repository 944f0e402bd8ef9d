import { and, desc, eq, lt, sql, type SQL } from "drizzle-orm";
import type { AuditAction, AuditEntry, AuditLog } from "../../domain/audit/audit-log.ts";
import type { Database } from "./database.ts";
import { auditLog } from "./schema-audit.ts";

/** The audit log over D1 (or anything that runs the same SQL). */
export function createAuditLog(database: Database): AuditLog {
  return {
    async list({ limit, before, subjectId }) {
      const rows = await database
        .select()
        .from(auditLog)
        .where(
          and(
            before === undefined ? undefined : lt(auditLog.id, before),
            subjectId === undefined ? undefined : eq(auditLog.subjectId, subjectId),
          ),
        )
        .orderBy(desc(auditLog.id))
        .limit(limit);
      return rows.map(({ detailsJson, action, ...row }) => ({
        ...row,
        action: action as AuditAction,
        details: JSON.parse(detailsJson) as AuditEntry["details"],
      }));
    },
  };
}

/**
 * The statement that logs an operator's call, for the batch that does what it tells of: written
 * only if that happened. None where nobody but the product itself acts.
 */
export function auditStatements(entry: AuditEntry | undefined, happened: SQL): SQL[] {
  if (entry === undefined) return [];
  const { id, at, action, subjectId, details, requestId } = entry;
  return [
    sql`INSERT INTO audit_log (id, at, action, subject_id, details_json, request_id)
        SELECT ${id}, ${at}, ${action}, ${subjectId}, ${JSON.stringify(details)}, ${requestId}
        WHERE ${happened} AND NOT EXISTS (SELECT 1 FROM audit_log WHERE id = ${id})`,
  ];
}
