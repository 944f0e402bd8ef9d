import type { DeletedAsset } from "../assets/asset-store.ts";
import type { RecordQuery, Template } from "../templates/template-store.ts";

/** An uploaded sound; its id is that of the job that inspects it. */
export type Audio = Template & { contentType: string; groupId: string | null };

/** A sound that is ready, as a list shows it. */
export type ListedAudio = Audio & { groupName: string | null; durationSeconds: number | null };

export type AudioGroup = { id: string; accountId: string; name: string; createdAt: number };

/** Sounds and the groups they are in. */
export interface AudioStore {
  readOwned(audioId: string, accountId: string): Promise<Audio | null>;
  list(query: RecordQuery): Promise<Audio[]>;
  /** Sounds that are ready and have `search` in their name or their group's, newest first. */
  listReady(query: {
    accountId: string;
    search?: string | undefined;
    groupId?: string | undefined;
    skip?: number | undefined;
    take?: number | undefined;
  }): Promise<ListedAudio[]>;
  recordDuration(audioId: string, durationSeconds: number): Promise<void>;
  /** As `TemplateStore.delete`. */
  delete(audioId: string, accountId: string, now: number): Promise<DeletedAsset[] | null>;

  createGroup(group: AudioGroup): Promise<void>;
  /** The group for sounds that name none; made from `group` when the account has none. */
  readDefaultGroup(group: AudioGroup): Promise<AudioGroup>;
  readGroup(groupId: string, accountId: string): Promise<AudioGroup | null>;
  listGroups(accountId: string): Promise<AudioGroup[]>;
  /** Deletes a group without sounds and its links to campaigns; false when there is no such group. */
  deleteGroup(groupId: string, accountId: string): Promise<boolean>;
}
