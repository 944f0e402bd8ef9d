import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from "drizzle-orm";
import type { Audio, AudioGroup, AudioStore } from "../../domain/audio/audio-store.ts";
import type { Database } from "./database.ts";
import { deleteWithAssets } from "./delete-with-assets.ts";
import { hasOpenRender } from "./open-jobs.ts";
import { audioFiles, audioGroups } from "./schema-velocity.ts";
import { jobs } from "./schema.ts";
import { jobColumns, NO_LIMIT } from "./template-store.ts";

/** The audio store over D1 (or anything that runs the same SQL). */
export function createAudioStore(database: Database): AudioStore {
  const live = (...conditions: (SQL | undefined)[]) =>
    database
      .select({ audio: audioFiles, groupName: audioGroups.name, ...jobColumns })
      .from(audioFiles)
      .innerJoin(jobs, eq(jobs.id, audioFiles.id))
      .leftJoin(audioGroups, eq(audioGroups.id, audioFiles.groupId))
      .where(and(isNull(jobs.deletedAt), ...conditions));
  return {
    ...groupMethods(database),
    async readOwned(audioId, accountId) {
      const row = await live(eq(audioFiles.id, audioId), eq(audioFiles.accountId, accountId)).get();
      return row ? toAudio(row) : null;
    },
    async list({ accountId, states, skip = 0, take = NO_LIMIT }) {
      const rows = await live(eq(audioFiles.accountId, accountId), inArray(jobs.state, [...states]))
        .orderBy(desc(audioFiles.id))
        .limit(take)
        .offset(skip);
      return rows.map(toAudio);
    },
    async listReady({ accountId, search, groupId, skip = 0, take = NO_LIMIT }) {
      const rows = await live(
        eq(audioFiles.accountId, accountId),
        eq(jobs.state, "completed"),
        groupId === undefined ? undefined : eq(audioFiles.groupId, groupId),
        search === undefined ? undefined : contains(search),
      )
        .orderBy(desc(audioFiles.id))
        .limit(take)
        .offset(skip);
      return rows.map((row) => ({
        ...toAudio(row),
        groupName: row.groupName,
        durationSeconds: row.audio.durationSeconds,
      }));
    },
    async recordDuration(audioId, durationSeconds) {
      await database.update(audioFiles).set({ durationSeconds }).where(eq(audioFiles.id, audioId));
    },
    delete: (audioId, accountId, now) =>
      deleteWithAssets(database, {
        jobId: audioId,
        accountId,
        kind: "inspect-audio",
        now,
        file: sql`(SELECT asset_id FROM audio_files WHERE id = ${audioId})`,
        unless: hasOpenRender(accountId, sql`render.audio_id = ${audioId}`),
      }),
  };
}

function groupMethods(database: Database) {
  return {
    async createGroup(group) {
      await database.insert(audioGroups).values(group).onConflictDoNothing();
    },
    async readDefaultGroup(group) {
      await database
        .insert(audioGroups)
        .values({ ...group, isDefault: 1 })
        .onConflictDoNothing();
      const row = await database
        .select(groupColumns)
        .from(audioGroups)
        .where(and(eq(audioGroups.accountId, group.accountId), eq(audioGroups.isDefault, 1)))
        .get();
      return row ?? group;
    },
    async readGroup(groupId, accountId) {
      const row = await database
        .select(groupColumns)
        .from(audioGroups)
        .where(and(eq(audioGroups.id, groupId), eq(audioGroups.accountId, accountId)))
        .get();
      return row ?? null;
    },
    listGroups: (accountId) =>
      database
        .select(groupColumns)
        .from(audioGroups)
        .where(eq(audioGroups.accountId, accountId))
        .orderBy(asc(audioGroups.id)),
    async deleteGroup(groupId, accountId) {
      const [deleted] = await database.atomically([
        sql`DELETE FROM audio_groups WHERE id = ${groupId} AND account_id = ${accountId}
              AND NOT EXISTS (SELECT 1 FROM audio_files
                JOIN jobs ON jobs.id = audio_files.id AND jobs.deleted_at IS NULL
                WHERE audio_files.group_id = ${groupId})
            RETURNING id`,
        sql`DELETE FROM campaign_audio_groups WHERE group_id = ${groupId}
              AND NOT EXISTS (SELECT 1 FROM audio_groups WHERE id = ${groupId})`,
      ]);
      return deleted !== undefined && deleted.rows.length > 0;
    },
  } satisfies Partial<AudioStore>;
}

export const groupColumns = {
  id: audioGroups.id,
  accountId: audioGroups.accountId,
  name: audioGroups.name,
  createdAt: audioGroups.createdAt,
} satisfies Record<keyof AudioGroup, unknown>;

/** Has the words somewhere in its name or its group's; `%` and `_` are no wildcards. */
function contains(search: string): SQL {
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`(${audioFiles.name} LIKE ${pattern} ESCAPE '\\'
    OR ${audioGroups.name} LIKE ${pattern} ESCAPE '\\')`;
}

type Row = { audio: typeof audioFiles.$inferSelect } & Pick<Audio, keyof typeof jobColumns>;

function toAudio({ audio, state, errorMessage, finishedAt }: Row): Audio {
  const { durationSeconds: _duration, ...kept } = audio;
  return { ...kept, state, errorMessage, finishedAt };
}
