import { and, desc, eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import type { Template, TemplateStore } from "../../domain/templates/template-store.ts";
import type { Database } from "./database.ts";
import { deleteWithAssets } from "./delete-with-assets.ts";
import { hasOpenRender } from "./open-jobs.ts";
import { templates } from "./schema-velocity.ts";
import { jobs } from "./schema.ts";

/** More rows than a list ever has: an offset needs a limit before it. */
export const NO_LIMIT = 0x7fff_ffff;

/** The template store over D1 (or anything that runs the same SQL). */
export function createTemplateStore(database: Database): TemplateStore {
  const live = (...conditions: (SQL | undefined)[]) =>
    database
      .select({ template: templates, ...jobColumns })
      .from(templates)
      .innerJoin(jobs, eq(jobs.id, templates.id))
      .where(and(isNull(jobs.deletedAt), ...conditions));
  return {
    async readOwned(templateId, accountId) {
      const row = await live(
        eq(templates.id, templateId),
        eq(templates.accountId, accountId),
      ).get();
      return row ? toTemplate(row) : null;
    },
    async list({ accountId, states, skip = 0, take = NO_LIMIT }) {
      const rows = await live(eq(templates.accountId, accountId), inArray(jobs.state, [...states]))
        .orderBy(desc(templates.id))
        .limit(take)
        .offset(skip);
      return rows.map(toTemplate);
    },
    delete: (templateId, accountId, now) =>
      deleteWithAssets(database, {
        jobId: templateId,
        accountId,
        kind: "inspect-template",
        now,
        file: sql`(SELECT asset_id FROM templates WHERE id = ${templateId})`,
        unless: hasOpenRender(accountId, sql`render.template_id = ${templateId}`),
      }),
  };
}

/** What a record's job tells of it. */
export const jobColumns = {
  state: jobs.state,
  errorMessage: jobs.errorMessage,
  finishedAt: jobs.finishedAt,
};

function toTemplate({
  template,
  ...job
}: { template: typeof templates.$inferSelect } & Pick<
  Template,
  keyof typeof jobColumns
>): Template {
  return { ...template, ...job };
}
