import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { AUDIO_FILE } from "../../domain/audio/audio-file.ts";
import { readDefaultGroup } from "../../domain/audio/create-audio-group.ts";
import { inspectAudio } from "../../domain/audio/inspect-audio.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Services } from "../../domain/services.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { presentGroupIds } from "./convert.ts";
import { withUploadedFile } from "./read-file.ts";
import { idempotencyOf } from "./request-context.ts";
import type { UploadFields } from "./schemas.ts";

/**
 * Takes an uploaded sound into a group: that of the path, else that of the request's fields, else
 * the account's default group.
 *
 * @throws DomainError what the body is refused for, and those of `inspectAudio`.
 */
export async function uploadAudio(
  context: Context<AppEnv>,
  account: Account,
  groupOfPath: string | null,
) {
  const services = context.get("services");
  const { raw: request } = context.req;
  let answer = { status: "uploaded", audioId: "", ...presentGroupIds(null) };
  await withUploadedFile(services, account, { request, kind: AUDIO_FILE }, async (file) => {
    const groupId = groupOfPath ?? (await chooseGroup(services, account, file.fields));
    const { job, replayed } = await inspectAudio(services, account, {
      file: file.asset,
      name: file.fields.name ?? file.fileName,
      groupId,
      idempotency: await idempotencyOf(context, file.asked),
    });
    answer = { status: "uploaded", audioId: job.id, ...presentGroupIds(groupId) };
    // The sound of an earlier request has that request's file.
    return { keepsFile: !replayed };
  });
  return answer;
}

async function chooseGroup(
  services: Services,
  account: Account,
  { audioGroupId, audioAssetGroupId }: UploadFields,
): Promise<string> {
  const groupId = audioGroupId ?? audioAssetGroupId;
  if (groupId == null) return (await readDefaultGroup(services, account.id)).id;
  if (audioAssetGroupId != null && audioAssetGroupId !== groupId) {
    throw refused("audioGroupId and audioAssetGroupId name two groups");
  }
  if (await services.audio.readGroup(groupId, account.id)) return groupId;
  throw refused("audioGroupId names no audio asset group of the account");
}

function refused(message: string): DomainError {
  return new DomainError("invalid-request", message, { field: "audioGroupId" });
}
