import type { Hono } from "hono";
import { cancelBatch } from "../../domain/batches/cancel-batch.ts";
import { submitBatch } from "../../domain/batches/submit-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { accountOf } from "./account.ts";
import { presentBatch } from "./convert.ts";
import { downloadBatch } from "./download-batch.ts";
import { readOwnBatch } from "./find-own.ts";
import {
  describeBatchCancel,
  describeBatchDownload,
  describeBatchInference,
  describeBatchStatus,
} from "./route-descriptions.ts";
import { BatchInferenceRequest } from "./schemas.ts";
import { pathSignerOf } from "./sign-path.ts";
import { chooseMaker, jobOfPrompt, submissionOf } from "./submission.ts";
import type { BatchSubmission, NoBatch } from "./views.ts";

/** Batches: submission, status, cancel and the ZIP of what is finished. */
export function addBatchRoutes(routes: Hono<AppEnv>): void {
  routes.post("/api/video/batch_inference", describeBatchInference(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const body = await readJsonBody(context.req.raw);
    const { prompts } = parseRequest(BatchInferenceRequest, body);
    const maker = await chooseMaker(services, account);
    const batchId = await submitBatch(services, {
      ...submissionOf(account, maker),
      request: { prompts },
      jobs: prompts.map((prompt) => jobOfPrompt(prompt, maker)),
      idempotency: await readIdempotencyKey(services, context.req.raw, body),
    });
    const answer: BatchSubmission = {
      batch_id: batchId,
      message: `Batch processing started for ${prompts.length} prompts. Connect to WebSocket for updates.`,
    };
    return context.json(answer);
  });
  routes.get("/api/video/batch_status/:batchId", describeBatchStatus(), async (context) => {
    const account = await accountOf(context, "jobs:read");
    try {
      const batch = await readOwnBatch(context, account.id);
      return context.json(await presentBatch(batch, pathSignerOf(context, account)));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "not-found") throw error;
      return context.json(presentNoBatch(context.req.param("batchId")), 404);
    }
  });
  routes.post("/api/video/batch_cancel/:batchId", describeBatchCancel(), async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnBatch(context, account.id);
    const batch = await cancelBatch(context.get("services"), account.id, id);
    return context.json(await presentBatch(batch, pathSignerOf(context, account)));
  });
  routes.get("/api/video/batch_download/:batchId", describeBatchDownload(), async (context) => {
    const account = await accountOf(context, "jobs:read");
    const batch = await readOwnBatch(context, account.id);
    return downloadBatch(context.get("services"), batch, context.req.method === "HEAD");
  });
}

/** The document has a status word for a batch that is not there. */
function presentNoBatch(batchId: string): NoBatch {
  const message = "There is no batch with this id.";
  return {
    batch_id: batchId,
    status: "not_found",
    total: 0,
    completed: 0,
    failed: 0,
    message,
    jobs: [],
    detail: message,
  };
}
