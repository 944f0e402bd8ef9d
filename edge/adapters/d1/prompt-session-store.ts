import { and, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import type { PromptSessionStore } from "../../domain/prompts/sessions/prompt-session-store.ts";
import type { Database } from "./database.ts";
import { promptSessions } from "./prompt-session-table.ts";

const History = z.array(z.object({ prompt: z.string(), description: z.string() }));

/** Prompt sessions over D1 (or anything that runs the same SQL). */
export function createPromptSessionStore(database: Database): PromptSessionStore {
  const keyIs = (key: { accountId: string; sessionId: string }) =>
    and(eq(promptSessions.accountId, key.accountId), eq(promptSessions.sessionId, key.sessionId));
  return {
    async read(key, usedAfter) {
      const row = await database
        .select()
        .from(promptSessions)
        .where(and(keyIs(key), gt(promptSessions.usedAt, usedAfter)))
        .get();
      if (!row) return null;
      const { historyJson, ...session } = row;
      return { ...session, history: History.parse(JSON.parse(historyJson)) };
    },
    async start(key, initial, now) {
      const begun = {
        initialPrompt: initial.prompt,
        currentPrompt: initial.prompt,
        historyJson: JSON.stringify([initial]),
        startedAt: now,
        usedAt: now,
      };
      await database
        .insert(promptSessions)
        .values({ ...key, ...begun, version: 1 })
        .onConflictDoUpdate({
          target: [promptSessions.accountId, promptSessions.sessionId],
          set: { ...begun, version: sql`${promptSessions.version} + 1` },
        });
    },
    async save(read, change, now) {
      const written = await database
        .update(promptSessions)
        .set({
          currentPrompt: change.currentPrompt,
          historyJson: JSON.stringify(change.history),
          version: read.version + 1,
          usedAt: now,
        })
        .where(
          and(
            keyIs(read),
            eq(promptSessions.version, read.version),
            eq(promptSessions.startedAt, read.startedAt),
          ),
        )
        .returning({ version: promptSessions.version });
      return written.length > 0;
    },
    async touch(key, now) {
      await database
        .update(promptSessions)
        .set({ usedAt: sql`MAX(${promptSessions.usedAt}, ${now})` })
        .where(keyIs(key));
    },
    async forgetUnused(usedBefore, limit) {
      await database.atomically([
        sql`DELETE FROM prompt_sessions WHERE rowid IN (
              SELECT rowid FROM prompt_sessions WHERE used_at < ${usedBefore}
              ORDER BY used_at LIMIT ${limit})`,
      ]);
    },
  };
}
