import type { Account } from "../../domain/accounts/account-store.ts";
import { submitJob } from "../../domain/jobs/submit-job.ts";
import { chooseModels, describeLack } from "../../domain/models/choose-models.ts";
import { findModel, listModels, PROCEDURAL_MODEL } from "../../domain/models/model-catalogue.ts";
import { DomainError } from "../../domain/errors.ts";
import type { Services } from "../../domain/services.ts";
import type { Submission } from "./read-submission.ts";
import type { StoredRequest, VideoJobFields } from "./schemas.ts";

const LONG_SIDE = { "720p": 1280, "1080p": 1920 } as const;
const SHORT_SIDE = { "720p": 720, "1080p": 1080 } as const;
/** As the model that the document is about makes them. */
const FRAMES_PER_SECOND = 24;
/** What a model is told when only an image says what to show. */
const IMAGE_ONLY_PROMPT = "The picture comes alive with gentle movement.";

/**
 * Submits what a request asks for. A model that nobody can serve fails the job at once: it is
 * accepted, and its end says why.
 *
 * @throws DomainError as `submitJob`, and `invalid-request` for a model that is not known.
 */
export async function submitVideoJob(
  services: Services,
  account: Account,
  { fields, inputs }: Submission,
  idempotency: { key: string; bodyHash: string } | null,
) {
  checkModel(services, fields.model);
  const chosen = fields.mockMode
    ? { choices: [{ model: PROCEDURAL_MODEL }] }
    : await chooseModels(services, account.pool, {
        taskKind: "generate-video",
        wanted: [fields.model],
      });
  const model = ("choices" in chosen ? chosen.choices[0]?.model : null) ?? fields.model;
  const tokens = account.limits.videoJobTokens;
  return submitJob(services, {
    account,
    dialect: "video-jobs",
    request: keep(fields, { procedural: model === PROCEDURAL_MODEL, tokens }),
    work: {
      kind: "generate-video",
      parameters: {
        ...sizeOf(fields),
        prompt: fields.prompt ?? IMAGE_ONLY_PROMPT,
        framesPerSecond: FRAMES_PER_SECOND,
        durationSeconds: fields.durationSeconds,
        container: "mp4",
        model,
        ...(fields.generateAudio && { audio: true }),
      },
      ...(inputs.length > 0 && { inputs }),
    },
    callbackUrl: null,
    price: { currency: "tokens", amount: tokens },
    failsAtOnce: describeLack(chosen),
    idempotency,
  });
}

function checkModel({ models }: Services, key: string): void {
  if (findModel(models, "video", key)) return;
  const known = listModels(models, "video").map((model) => `'${model.key}'`);
  throw new DomainError("invalid-request", `Model must be ${known.join(" or ")}`, {
    field: "model",
  });
}

function sizeOf({ resolution, aspectRatio }: VideoJobFields): { width: number; height: number } {
  const [long, short] = [LONG_SIDE[resolution], SHORT_SIDE[resolution]];
  return aspectRatio === "16:9" ? { width: long, height: short } : { width: short, height: long };
}

/** The request without its images, which are the task's inputs. */
function keep(
  fields: VideoJobFields,
  facts: Pick<StoredRequest, "procedural" | "tokens">,
): StoredRequest {
  const { initialImage: _initial, endFrame: _end, referenceImages: _references, ...kept } = fields;
  return { ...kept, ...facts };
}
