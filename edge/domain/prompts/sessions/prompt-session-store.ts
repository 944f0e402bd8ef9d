/** One prompt of a session's history, and what made it. */
export type PromptEntry = { prompt: string; description: string };

export type PromptSessionKey = { accountId: string; sessionId: string };

/** A prompt under refinement. `version` rises with every write; times are Unix milliseconds. */
export type PromptSession = PromptSessionKey & {
  initialPrompt: string;
  currentPrompt: string;
  history: PromptEntry[];
  version: number;
  startedAt: number;
  usedAt: number;
};

/** Prompt sessions, each belonging to one account. */
export interface PromptSessionStore {
  /** The session, unless it was last used before `usedAfter`; null when there is none. */
  read(key: PromptSessionKey, usedAfter: number): Promise<PromptSession | null>;
  /** Begins the session anew with one prompt, whatever was there. */
  start(key: PromptSessionKey, initial: PromptEntry, now: number): Promise<void>;
  /** Writes prompt and history if the session is still the one that was read; false when it is not. */
  save(
    read: Pick<PromptSession, "accountId" | "sessionId" | "version" | "startedAt">,
    change: { currentPrompt: string; history: readonly PromptEntry[] },
    now: number,
  ): Promise<boolean>;
  /** Notes that the session was looked at. */
  touch(key: PromptSessionKey, now: number): Promise<void>;
  /** Deletes at most `limit` sessions that nobody used since `usedBefore`. */
  forgetUnused(usedBefore: number, limit: number): Promise<void>;
}
