import type { TaskInput } from "#contracts/task-inputs.ts";
import type { Account } from "../accounts/account-store.ts";
import type { TemplateInstance } from "../campaigns/campaign-store.ts";
import { DomainError } from "../errors.ts";
import { findReplayed } from "../jobs/find-replayed.ts";
import type { Job } from "../jobs/job.ts";
import { expectedRenderSeconds } from "../jobs/plans/plan-template-render.ts";
import { submitJob } from "../jobs/submit-job.ts";
import type { Services } from "../services.ts";
import type { LayerChange } from "../templates/layer-change.ts";
import { readUsableTemplate } from "../templates/read-usable-template.ts";
import type { Template } from "../templates/template-store.ts";
import { checkStorageRoom } from "./check-storage-room.ts";
import { choosePicture, type ChosenPicture, type PictureWish } from "./choose-picture.ts";
import { LayerCustomizer } from "./customize-layers.ts";
import { findRenderAudio } from "./find-render-audio.ts";

export type SubmitRender = {
  account: Account;
  /** The request in the dialect's own words. */
  request: unknown;
  name: string;
  source: { templateId: string } | { templateInstanceId: string };
  audioId: string | null;
  picture: PictureWish;
  changes: readonly LayerChange[];
  /** Origins of this deployment: nothing is fetched from them. */
  ownOrigins: readonly string[];
  idempotency: { key: string; bodyHash: string } | null;
};

/**
 * Accepts a render of a template, directly or as a campaign's instance of it. The node time that it
 * is expected to take is held; it is stopped when it has used up all that the account has.
 *
 * @throws DomainError `invalid-request` for what cannot be rendered, `storage-full` where its video
 * would have no room, and those of `submitJob`.
 */
export async function submitRender(services: Services, input: SubmitRender): Promise<Job> {
  const { account, idempotency } = input;
  const earlier = await findReplayed(services, account.id, idempotency);
  if (earlier) return earlier;
  const { template, inspection, instance } = await findSource(services, input);
  const picture = choosePicture(inspection, input.picture);
  const audio = await findRenderAudio(services, account, input.audioId, instance?.campaignId);
  await checkStorageRoom(services, account, picture);
  const customizer = new LayerCustomizer(services, account, {
    inputs: [await readArchive(services, template), ...(audio ? [audio] : [])],
    ownOrigins: input.ownOrigins,
  });
  try {
    await customizer.add([...(instance?.changes ?? []), ...input.changes], inspection);
    return await submit(services, input, { template, instance, picture, customizer });
  } finally {
    await customizer.forget();
  }
}

type Found = {
  template: Template;
  instance: TemplateInstance | null;
  picture: ChosenPicture;
  customizer: LayerCustomizer;
};

async function submit(
  services: Services,
  { account, name, request, audioId, idempotency }: SubmitRender,
  { template, instance, picture, customizer }: Found,
): Promise<Job> {
  const { durationSeconds: _duration, outputFrames, ...parameters } = picture;
  const { job } = await submitJob(services, {
    account,
    dialect: "velocity",
    request,
    work: {
      kind: "render-template",
      parameters: {
        ...parameters,
        customizations: customizer.customizations,
      },
      inputs: customizer.inputs,
    },
    callbackUrl: null,
    price: {
      currency: "milliseconds",
      metered: true,
      amount: Math.ceil(expectedRenderSeconds(outputFrames, parameters) * 1000),
    },
    idempotency,
    record: {
      kind: "render",
      name,
      templateId: template.id,
      templateName: template.name,
      instance: instance && {
        id: instance.id,
        name: instance.name,
        campaignId: instance.campaignId,
      },
      audioId,
    },
  });
  return job;
}

async function findSource(services: Services, { account, source }: SubmitRender) {
  if ("templateId" in source) {
    const wanted = { templateId: source.templateId, field: "templateId" };
    return { ...(await readUsableTemplate(services, account.id, wanted)), instance: null };
  }
  const field = "templateInstanceId";
  const instance = await services.campaigns.readInstance(source.templateInstanceId, account.id);
  if (!instance) throw refused(field, `${field} names no instance of the account`);
  const missing = "The instance's template was deleted";
  const wanted = { templateId: instance.templateId, field, missing };
  return { ...(await readUsableTemplate(services, account.id, wanted)), instance };
}

async function readArchive(
  services: Services,
  { assetId, accountId }: Template,
): Promise<TaskInput> {
  const asset = await services.assets.readOwned(assetId, accountId);
  if (!asset) throw refused("templateId", "The template's file was deleted");
  const { contentType, sizeBytes, sha256 } = asset;
  return { role: "template", assetId, contentType, sizeBytes, sha256 };
}

function refused(field: string, message: string): DomainError {
  return new DomainError("invalid-request", message, { field });
}
