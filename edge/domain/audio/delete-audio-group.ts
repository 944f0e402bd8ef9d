import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * Deletes a group that has no sounds, and its links to campaigns.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `invalid-request` for a group
 * that still has sounds.
 */
export async function deleteAudioGroup(
  { audio }: Services,
  accountId: string,
  groupId: string,
): Promise<void> {
  if (await audio.deleteGroup(groupId, accountId)) return;
  if (await audio.readGroup(groupId, accountId)) {
    throw new DomainError("invalid-request", "The group still has audio files. Delete them first.");
  }
  throw new DomainError("not-found", "There is no audio asset group with this id.");
}
