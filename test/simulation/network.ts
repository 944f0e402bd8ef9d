import { DomainError } from "../../edge/domain/errors.ts";
import type { Services } from "../../edge/domain/services.ts";
import type { Handler, HandlerKind } from "./handler.ts";
import type { World } from "./world.ts";

/** How long a caller waits for an answer that does not come. */
const PATIENCE_MILLISECONDS = 10_000;
const LOST = 0.004;
const DOUBLED = 0.004;

/** What a caller outside sees of a call. */
export type Answer<Result> =
  | { outcome: "answered"; result: Result }
  | { outcome: "refused"; code: string }
  /** A 5xx, or nothing at all: whether it had an effect is unknown. */
  | { outcome: "unknown" };

/**
 * Sends a request over the internet: it may be lost, arrive twice, or its answer may be lost.
 * `judge` hears of every answer that the handler gave, also of those that got lost.
 */
export async function sendRequest<Result>(
  world: World,
  request: { kind: HandlerKind; label: string; jobId: string | null; patience?: number },
  work: (services: Services, handler: Handler) => Promise<Result>,
  judge?: (handler: Handler, code: string | null) => void,
): Promise<Answer<Result>> {
  const { timeline, random, faults } = world;
  const { kind, label, jobId } = request;
  const run = async (): Promise<Answer<Result>> => {
    let handler: Handler | null = null;
    const given = (code: string | null) => {
      if (handler) judge?.(handler, code);
    };
    try {
      const result = await world.handle(kind, label, jobId, (services, started) => {
        handler = started;
        return work(services, started);
      });
      given(null);
      return { outcome: "answered", result };
    } catch (error) {
      if (!(error instanceof DomainError)) return { outcome: "unknown" };
      given(error.code);
      return { outcome: "refused", code: error.code };
    }
  };
  await timeline.sleep(random.integer(2, 60));
  if (faults.strikes("request-lost", LOST, jobId)) {
    await timeline.sleep(PATIENCE_MILLISECONDS);
    return { outcome: "unknown" };
  }
  if (faults.strikes("request-doubled", DOUBLED, jobId)) {
    timeline.after(random.integer(1, 5000), () => void run());
  }
  const sentAt = timeline.now();
  const answer = await run();
  if (random.chance(0.3)) await timeline.sleep(random.integer(2, 60));
  const isLate = timeline.now() - sentAt > PATIENCE_MILLISECONDS + (request.patience ?? 0);
  const isLost = faults.strikes("answer-lost", LOST, jobId);
  return isLate || isLost ? { outcome: "unknown" } : answer;
}
