import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { LayerChange } from "../../domain/templates/layer-change.ts";

/** What document 003 answers; `convert.ts` and its neighbours make these. */

const Time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  .meta({ format: "date-time" });

export const STATUS_WORDS = [
  "pending",
  "processing",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
] as const;
const Status = z.enum(STATUS_WORDS).meta({ id: "VelocityJobStatus" });

export const VelocityError = z
  .strictObject({ status: z.int(), title: z.string(), message: z.string() })
  .meta({ id: "VelocityError" });
export type VelocityError = z.infer<typeof VelocityError>;

export const VelocityMessage = z
  .strictObject({ message: z.string() })
  .meta({ id: "VelocityMessage" });

const file = { name: z.string(), sizeBytes: z.int(), createdAt: Time };
const progress = {
  status: Status,
  createdAt: Time,
  completedAt: Time.nullable(),
  reason: z.string().nullable(),
};

export const UploadedTemplate = z
  .strictObject({ status: z.literal("uploaded"), templateId: Uuid })
  .meta({ id: "VelocityUploadedTemplate" });

export const TemplateView = z.strictObject({ id: Uuid, ...file }).meta({ id: "VelocityTemplate" });
export type TemplateView = z.infer<typeof TemplateView>;

export const TemplateJobView = z
  .strictObject({ jobId: Uuid, templateId: Uuid, templateName: z.string(), ...progress })
  .meta({ id: "VelocityTemplateJob" });
export type TemplateJobView = z.infer<typeof TemplateJobView>;

export const StorageStatus = z
  .strictObject({
    quotaMB: z.int(),
    usedBytes: z.int(),
    availableBytes: z.int(),
    usagePercentage: z.number(),
  })
  .meta({ id: "VelocityStorageStatus" });
export type StorageStatus = z.infer<typeof StorageStatus>;

/** The document names the group in two ways; both are always there. */
const group = { audioGroupId: Uuid.nullable(), audioAssetGroupId: Uuid.nullable() };

export const UploadedAudio = z
  .strictObject({ status: z.literal("uploaded"), audioId: Uuid, ...group })
  .meta({ id: "VelocityUploadedAudio" });

export const AudioView = z
  .strictObject({ id: Uuid, ...group, ...file, originalFormat: z.enum(["mp3", "wav", "aac"]) })
  .meta({ id: "VelocityAudio" });
export type AudioView = z.infer<typeof AudioView>;

export const AudioJobView = z
  .strictObject({ jobId: Uuid, audioId: Uuid, ...group, audioName: z.string(), ...progress })
  .meta({ id: "VelocityAudioJob" });
export type AudioJobView = z.infer<typeof AudioJobView>;

export const ListedAudioView = z
  .strictObject({
    ...AudioView.shape,
    duration: z.number().nullable().meta({ description: "Seconds." }),
    size: z.int(),
    groupId: Uuid.nullable(),
    groupName: z.string().nullable(),
  })
  .meta({ id: "VelocityListedAudio" });
export type ListedAudioView = z.infer<typeof ListedAudioView>;

const named = { id: Uuid, name: z.string(), createdAt: Time };
export const AudioGroupView = z.strictObject(named).meta({ id: "VelocityAudioGroup" });
export type AudioGroupView = z.infer<typeof AudioGroupView>;

export const AudioGroupDetails = z
  .strictObject({ ...named, audio: z.array(AudioView) })
  .meta({ id: "VelocityAudioGroupDetails" });

export const TemplateInstanceView = z
  .strictObject({
    ...named,
    campaignId: Uuid,
    templateId: Uuid,
    templateName: z.string(),
    customizationMap: z.array(LayerChange),
  })
  .meta({ id: "VelocityTemplateInstance" });
export type TemplateInstanceView = z.infer<typeof TemplateInstanceView>;

export const CampaignView = z.strictObject(named).meta({ id: "VelocityCampaign" });
export type CampaignView = z.infer<typeof CampaignView>;

export const CampaignDetails = z
  .strictObject({
    ...named,
    audioGroups: z.array(AudioGroupView),
    templateInstances: z.array(TemplateInstanceView),
  })
  .meta({ id: "VelocityCampaignDetails" });

export const CreatedRender = z
  .strictObject({ renderId: Uuid, status: Status })
  .meta({ id: "VelocityCreatedRender" });

const render = {
  renderId: Uuid,
  name: z.string(),
  templateInstanceId: Uuid.nullable(),
  campaignId: Uuid.nullable(),
  templateInstanceName: z.string().nullable(),
  templateId: Uuid,
  templateName: z.string(),
  isDirectRender: z.boolean(),
};

export const RenderView = z
  .strictObject({
    ...render,
    videoDownloadUrl: z.string(),
    renderedAt: Time,
    renderTimeMilliseconds: z.int(),
    sizeBytes: z.int(),
  })
  .meta({ id: "VelocityRender" });
export type RenderView = z.infer<typeof RenderView>;

export const RenderJobView = z
  .strictObject({
    ...render,
    status: Status,
    videoDownloadUrl: z.string().nullable(),
    startedAt: Time.nullable(),
    completedAt: Time.nullable(),
    renderTimeMilliseconds: z.int().nullable(),
    sizeBytes: z.int().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "VelocityRenderJob" });
export type RenderJobView = z.infer<typeof RenderJobView>;

export const RenderBudgetStatus = z
  .strictObject({
    usedMilliseconds: z.int().meta({ description: "With what active renders hold." }),
    remainingMilliseconds: z.int(),
    totalMilliseconds: z.int(),
    usagePercentage: z.number(),
  })
  .meta({ id: "VelocityRenderBudgetStatus" });
export type RenderBudgetStatus = z.infer<typeof RenderBudgetStatus>;
