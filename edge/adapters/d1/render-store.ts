import { and, desc, eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import type { Render, RenderStore } from "../../domain/renders/render-store.ts";
import type { Database } from "./database.ts";
import { deleteWithAssets } from "./delete-with-assets.ts";
import { templateRenders } from "./schema-velocity.ts";
import { jobs } from "./schema.ts";
import { jobColumns, NO_LIMIT } from "./template-store.ts";

/** The render store over D1 (or anything that runs the same SQL). */
export function createRenderStore(database: Database): RenderStore {
  const live = (...conditions: (SQL | undefined)[]) =>
    database
      .select(columns)
      .from(templateRenders)
      .innerJoin(jobs, eq(jobs.id, templateRenders.id))
      .where(and(isNull(jobs.deletedAt), ...conditions));
  return {
    async readOwned(renderId, accountId) {
      const row = await live(
        eq(templateRenders.id, renderId),
        eq(templateRenders.accountId, accountId),
      ).get();
      return row ? toRender(row) : null;
    },
    async list({ accountId, states, skip = 0, take = NO_LIMIT }) {
      const rows = await live(
        eq(templateRenders.accountId, accountId),
        inArray(jobs.state, [...states]),
      )
        .orderBy(desc(templateRenders.id))
        .limit(take)
        .offset(skip);
      return rows.map(toRender);
    },
    delete: (renderId, accountId, now) =>
      deleteWithAssets(database, {
        jobId: renderId,
        accountId,
        kind: "render-template",
        now,
        unless: sql`jobs.finished_at IS NULL`,
      }),
  };
}

const columns = {
  render: templateRenders,
  ...jobColumns,
  startedAt: jobs.startedAt,
  renderMilliseconds: sql<number>`(SELECT COALESCE(SUM(render_milliseconds), 0) FROM tasks
    WHERE tasks.job_id = ${jobs.id} AND tasks.state = 'done')`,
  sizeBytes: sql<number | null>`(SELECT size_bytes FROM assets
    WHERE assets.account_id = ${jobs.accountId} AND assets.job_id = ${jobs.id}
      AND assets.name = 'video' AND assets.final = 1
      AND assets.deleted_at IS NULL LIMIT 1)`,
};

type Row = { render: typeof templateRenders.$inferSelect } & Pick<
  Render,
  Exclude<keyof typeof columns, "render">
>;

function toRender({ render, ...job }: Row): Render {
  return { ...render, ...job };
}
