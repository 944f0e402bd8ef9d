import { sql, type SQL } from "drizzle-orm";
import type { NewJob } from "../../domain/jobs/job.ts";

/** Writes what a job is to its account, if the job was written. */
export function jobRecordStatements({ id, accountId, createdAt, record }: NewJob): SQL[] {
  if (!record) return [];
  const written = sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${id})`;
  switch (record.kind) {
    case "template":
      return [
        sql`INSERT OR IGNORE INTO templates
              (id, account_id, name, asset_id, size_bytes, created_at)
            SELECT ${id}, ${accountId}, ${record.name}, ${record.assetId}, ${record.sizeBytes},
              ${createdAt}
            WHERE ${written}`,
      ];
    case "audio":
      return [
        sql`INSERT OR IGNORE INTO audio_files
              (id, account_id, group_id, name, asset_id, content_type, size_bytes, created_at)
            SELECT ${id}, ${accountId}, (SELECT id FROM audio_groups WHERE id = ${record.groupId}),
              ${record.name}, ${record.assetId}, ${record.contentType}, ${record.sizeBytes},
              ${createdAt}
            WHERE ${written}`,
      ];
    case "render":
      return [
        sql`INSERT OR IGNORE INTO template_renders
              (id, account_id, name, template_id, template_name, template_instance_id,
               template_instance_name, campaign_id, audio_id, created_at)
            SELECT ${id}, ${accountId}, ${record.name}, ${record.templateId},
              ${record.templateName}, ${record.instance?.id ?? null},
              ${record.instance?.name ?? null}, ${record.instance?.campaignId ?? null},
              ${record.audioId}, ${createdAt}
            WHERE ${written}`,
      ];
  }
}
