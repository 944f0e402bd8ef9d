import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Prompts under refinement, one row for each session of an account. */
export const promptSessions = sqliteTable(
  "prompt_sessions",
  {
    accountId: text("account_id").notNull(),
    sessionId: text("session_id").notNull(),
    initialPrompt: text("initial_prompt").notNull(),
    currentPrompt: text("current_prompt").notNull(),
    /** `[{ prompt, description }]`, oldest first, bounded by the domain. */
    historyJson: text("history_json").notNull(),
    /** Raised by every write: an update names the version that it read. */
    version: integer("version").notNull(),
    startedAt: integer("started_at").notNull(),
    usedAt: integer("used_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.sessionId] }),
    index("prompt_sessions_by_use").on(table.usedAt),
  ],
);
