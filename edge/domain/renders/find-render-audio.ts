import type { TaskInput } from "#contracts/task-inputs.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";

/**
 * The sound of a render as its task's input; null where none is wanted. In a campaign it must be in
 * a group that is linked to the campaign.
 *
 * @throws DomainError `invalid-request` for a sound that is not the account's, not ready or not
 * linked.
 */
export async function findRenderAudio(
  services: Services,
  account: Account,
  audioId: string | null,
  campaignId: string | undefined,
): Promise<TaskInput | null> {
  if (audioId === null) return null;
  const audio = await services.audio.readOwned(audioId, account.id);
  const asset = audio && (await services.assets.readOwned(audio.assetId, account.id));
  if (!asset) throw refused("audioId names no audio of the account");
  if (audio.state !== "completed") throw refused("The audio is not ready");
  if (campaignId !== undefined) {
    const groups = await services.campaigns.listGroups(campaignId, account.id);
    if (!groups.some(({ id }) => id === audio.groupId)) {
      throw refused("The audio is in no group that is linked to the campaign");
    }
  }
  const { contentType } = audio;
  const { id: assetId, sizeBytes, sha256 } = asset;
  return { role: "audio", assetId, contentType, sizeBytes, sha256 };
}

function refused(message: string): DomainError {
  return new DomainError("invalid-request", message, { field: "audioId" });
}
