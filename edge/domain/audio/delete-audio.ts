import { forgetAssets } from "../assets/forget-assets.ts";
import { DomainError } from "../errors.ts";
import { cancelJob } from "../jobs/cancel-job.ts";
import { isTerminalJobState } from "../jobs/transitions.ts";
import type { Services } from "../services.ts";

/**
 * Deletes a sound with its file. Renders that have it stay, and so does its group.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `invalid-request` while a
 * render with it has not ended.
 */
export async function deleteAudio(
  services: Services,
  accountId: string,
  audioId: string,
): Promise<void> {
  const audio = await services.audio.readOwned(audioId, accountId);
  if (!audio) throw new DomainError("not-found", "There is no audio with this id.");
  if (!isTerminalJobState(audio.state)) await cancelJob(services, accountId, audioId);
  const deleted = await services.audio.delete(audioId, accountId, services.clock.now());
  if (!deleted) {
    throw new DomainError(
      "invalid-request",
      "Active render jobs use the audio. Cancel them first.",
    );
  }
  forgetAssets(services, deleted);
}
