import { WEBHOOK_RETRY_SECONDS } from "#contracts/limits.ts";
import type { Services } from "../services.ts";
import type { DeliveryState, ReceiverHealth } from "./delivery-store.ts";
import type { AttemptOutcome } from "./make-attempt.ts";

/** A receiver may put its next attempt off, but not past the longest wait of the schedule. */
const MAXIMUM_WAIT_SECONDS = Math.max(...WEBHOOK_RETRY_SECONDS);
const JITTER_SHARE = 0.1;

/** What follows from an attempt. */
export type Verdict = {
  state: DeliveryState;
  nextAttemptAt: number | null;
  status: number | null;
  error: string | null;
  health: ReceiverHealth;
};

/**
 * Judges an attempt by the Standard Webhooks specification: only a 2xx answer delivers, a redirect
 * is a failure, 410 wants to hear no more, and `Retry-After` is heeded where it asks for more than
 * the schedule. After the last wait of the schedule the delivery is dead.
 */
export function judgeAttempt(
  services: Pick<Services, "clock" | "random" | "settings">,
  outcome: AttemptOutcome,
  earlierAttempts: number,
): Verdict {
  const none = { status: null, error: null, nextAttemptAt: null };
  switch (outcome.kind) {
    case "void":
      return { ...none, state: "dead", error: outcome.reason, health: null };
    case "broken": {
      const next = nextAttempt(services, earlierAttempts, 0);
      return { ...none, ...next, error: outcome.reason, health: null };
    }
    case "sent": {
      const { answer } = outcome;
      if (answer.outcome === "unreachable") {
        const next = nextAttempt(services, earlierAttempts, 0);
        return { ...none, ...next, error: answer.error, health: "failed" };
      }
      const { status, retryAfterSeconds } = answer;
      if (status >= 200 && status < 300) {
        return { ...none, state: "delivered", status, health: "took" };
      }
      if (status === 410) return { ...none, state: "dead", status, health: "gone" };
      const next = nextAttempt(services, earlierAttempts, retryAfterSeconds ?? 0);
      return { ...none, ...next, status, health: "failed" };
    }
  }
}

function nextAttempt(
  { clock, random, settings }: Pick<Services, "clock" | "random" | "settings">,
  earlierAttempts: number,
  askedSeconds: number,
): { state: "pending" | "dead"; nextAttemptAt: number | null } {
  const waitSeconds = WEBHOOK_RETRY_SECONDS[earlierAttempts];
  if (waitSeconds === undefined) return { state: "dead", nextAttemptAt: null };
  const jittered = waitSeconds * (1 + JITTER_SHARE * random.fraction());
  const seconds = Math.max(jittered, Math.min(askedSeconds, MAXIMUM_WAIT_SECONDS));
  const milliseconds = Math.ceil(seconds * 1000 * settings.webhookTimeFactor);
  return { state: "pending", nextAttemptAt: clock.now() + milliseconds };
}
