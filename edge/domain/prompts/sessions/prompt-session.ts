import {
  MAXIMUM_PROMPT_CHARACTERS,
  PROMPT_HISTORY_ENTRIES,
  PROMPT_SESSION_SECONDS,
} from "#contracts/limits.ts";
import { DomainError } from "../../errors.ts";
import type { Services } from "../../services.ts";
import type { PromptEntry, PromptSession, PromptSessionKey } from "./prompt-session-store.ts";

/** Whoever loses this many races in a row gives up: somebody else is writing all the time. */
const MAXIMUM_TRIES = 20;
const TOUCH_MILLISECONDS = 3_600_000;

/** The session if it is live, kept alive by being read. */
export async function readSession(
  services: Services,
  key: PromptSessionKey,
): Promise<PromptSession | null> {
  const now = services.clock.now();
  const session = await services.promptSessions.read(key, now - PROMPT_SESSION_SECONDS * 1000);
  if (session !== null && session.usedAt < now - TOUCH_MILLISECONDS)
    await services.promptSessions.touch(key, now);
  return session;
}

/**
 * Changes a session by what `work` makes of it; when another change came between, `work` is asked
 * again with the newer session, so that no change is lost.
 *
 * @throws DomainError `invalid-request` without a session, `rate-limited` when others never stop writing.
 */
export async function changeSession<Result>(
  services: Services,
  key: PromptSessionKey,
  work: (
    session: PromptSession,
  ) => Promise<{ currentPrompt: string; added: readonly PromptEntry[]; result: Result }>,
): Promise<Result> {
  for (let attempt = 0; attempt < MAXIMUM_TRIES; attempt += 1) {
    const session = await readSession(services, key);
    if (session === null) throw noSession();
    const { currentPrompt, added, result } = await work(session);
    if (added.length === 0) return result;
    const history = [...session.history, ...added].slice(-PROMPT_HISTORY_ENTRIES);
    if (
      await services.promptSessions.save(session, { currentPrompt, history }, services.clock.now())
    )
      return result;
  }
  throw new DomainError("rate-limited", "This prompt session is being changed by other requests.", {
    retryAfterSeconds: 1,
  });
}

function noSession(): DomainError {
  return new DomainError(
    "invalid-request",
    "There is no prompt in this session yet: initialize one first.",
  );
}

/** @throws DomainError `invalid-request` for an empty or overlong text. */
export function checkText(text: string, field: string): void {
  if (text.trim() === "")
    throw new DomainError("invalid-request", `The ${field} must not be empty.`, { field });
  if (text.length > MAXIMUM_PROMPT_CHARACTERS) {
    throw new DomainError(
      "invalid-request",
      `The ${field} must have at most ${MAXIMUM_PROMPT_CHARACTERS} characters.`,
      { field },
    );
  }
}
