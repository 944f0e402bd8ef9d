import { DomainError } from "../errors.ts";
import { cancelJob } from "../jobs/cancel-job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";
import type { Render } from "./render-store.ts";

/**
 * Asks for a render's end and answers with it as it is then: cancelled, or still about to be.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `already-ended` for one that
 * has ended before, and for one that was finished first.
 */
export async function cancelRender(
  services: Services,
  accountId: string,
  renderId: string,
): Promise<Render> {
  const render = await services.renders.readOwned(renderId, accountId);
  if (!render) throw new DomainError("not-found", "There is no render with this id.");
  if (isTerminalJobState(render.state)) throw alreadyEnded(render);
  const { state, startedAt, finishedAt } = await cancelJob(services, accountId, renderId);
  const cancelled = { ...render, state, startedAt, finishedAt };
  if (state === "completed" || state === "failed") throw alreadyEnded(cancelled);
  return cancelled;
}

function alreadyEnded({ state }: Render): DomainError {
  return new DomainError("already-ended", `The render is already ${state}.`);
}
