import type { JobState } from "#contracts/job.ts";
import { AUDIO_FORMATS } from "../../domain/audio/audio-file.ts";
import type { Audio, AudioGroup, ListedAudio } from "../../domain/audio/audio-store.ts";
import type { Campaign, TemplateInstance } from "../../domain/campaigns/campaign-store.ts";
import type { RenderBudget } from "../../domain/renders/read-render-budget.ts";
import type { Template } from "../../domain/templates/template-store.ts";
import type {
  AudioGroupView,
  AudioJobView,
  AudioView,
  CampaignView,
  ListedAudioView,
  RenderBudgetStatus,
  STATUS_WORDS,
  StorageStatus,
  TemplateInstanceView,
  TemplateJobView,
  TemplateView,
} from "./views.ts";

const MEBIBYTE = 1024 * 1024;

/** The document's words for the states of a job. */
export const STATUS_OF = {
  queued: "pending",
  running: "processing",
  cancelling: "cancelling",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<JobState, (typeof STATUS_WORDS)[number]>;

/** States of what is still worked on, and of what is over. */
export const ACTIVE_STATES = ["queued", "running", "cancelling"] as const;
export const ENDED_STATES = ["completed", "failed", "cancelled"] as const;

/** A time as the document writes it: whole seconds of UTC. */
export function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

export function presentTemplate({ id, name, sizeBytes, createdAt }: Template): TemplateView {
  return { id, name, sizeBytes, createdAt: toTime(createdAt) };
}

export function presentTemplateJob(template: Template): TemplateJobView {
  return {
    jobId: template.id,
    templateId: template.id,
    templateName: template.name,
    ...presentProgress(template),
  };
}

export function presentAudio(audio: Audio): AudioView {
  return {
    id: audio.id,
    ...presentGroupIds(audio.groupId),
    name: audio.name,
    sizeBytes: audio.sizeBytes,
    createdAt: toTime(audio.createdAt),
    originalFormat: AUDIO_FORMATS[audio.contentType] ?? "mp3",
  };
}

export function presentAudioJob(audio: Audio): AudioJobView {
  return {
    jobId: audio.id,
    audioId: audio.id,
    ...presentGroupIds(audio.groupId),
    audioName: audio.name,
    ...presentProgress(audio),
    // Of a sound the document says so from its upload on.
    ...(audio.state === "queued" && { status: STATUS_OF.running }),
  };
}

export function presentListedAudio(audio: ListedAudio): ListedAudioView {
  return {
    ...presentAudio(audio),
    duration: audio.durationSeconds,
    size: audio.sizeBytes,
    groupId: audio.groupId,
    groupName: audio.groupName,
  };
}

/** The group under both names that the document has for it. */
export function presentGroupIds(groupId: string | null) {
  return { audioGroupId: groupId, audioAssetGroupId: groupId };
}

export function presentGroup({ id, name, createdAt }: AudioGroup): AudioGroupView {
  return { id, name, createdAt: toTime(createdAt) };
}

export function presentCampaign({ id, name, createdAt }: Campaign): CampaignView {
  return { id, name, createdAt: toTime(createdAt) };
}

export function presentInstance(instance: TemplateInstance): TemplateInstanceView {
  return {
    id: instance.id,
    campaignId: instance.campaignId,
    templateId: instance.templateId,
    templateName: instance.templateName,
    name: instance.name,
    customizationMap: instance.changes,
    createdAt: toTime(instance.createdAt),
  };
}

/** A quota in bytes and what is used of it; megabytes are those of the document's sums. */
export function presentStorage(usedBytes: number, quotaBytes: number): StorageStatus {
  return {
    quotaMB: Math.floor(quotaBytes / MEBIBYTE),
    usedBytes,
    availableBytes: Math.max(0, quotaBytes - usedBytes),
    usagePercentage: percentageOf(usedBytes, quotaBytes),
  };
}

export function presentBudget(budget: RenderBudget): RenderBudgetStatus {
  const { totalMilliseconds, remainingMilliseconds } = budget;
  const usedMilliseconds = totalMilliseconds - remainingMilliseconds;
  const usagePercentage = percentageOf(usedMilliseconds, totalMilliseconds);
  return { usedMilliseconds, remainingMilliseconds, totalMilliseconds, usagePercentage };
}

function percentageOf(used: number, all: number): number {
  return all === 0 ? 100 : Math.round((used / all) * 10_000) / 100;
}

function presentProgress({ state, createdAt, finishedAt, errorMessage }: Template) {
  return {
    status: STATUS_OF[state],
    createdAt: toTime(createdAt),
    completedAt: finishedAt === null ? null : toTime(finishedAt),
    reason: state === "failed" ? errorMessage : null,
  };
}
