import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import { cancelBatch } from "../../domain/batches/cancel-batch.ts";
import { readBatch, type BatchView } from "../../domain/batches/read-batch.ts";
import { submitBatch } from "../../domain/batches/submit-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { accountOf } from "./account.ts";
import { presentBatch } from "./convert.ts";
import { downloadBatch } from "./download-batch.ts";
import { BatchInferenceRequest } from "./schemas.ts";
import { pathSignerOf } from "./sign-path.ts";
import { jobOfPrompt, submissionOf } from "./submission.ts";

/** Batches: submission, status, cancel and the ZIP of what is finished. */
export function addBatchRoutes(routes: Hono<AppEnv>): void {
  routes.post("/api/video/batch_inference", async (context) => {
    const account = await accountOf(context, "jobs:write");
    const services = context.get("services");
    const body = await readJsonBody(context.req.raw);
    const { prompts } = parseRequest(BatchInferenceRequest, body);
    const batchId = await submitBatch(services, {
      ...submissionOf(account),
      request: { prompts },
      jobs: prompts.map(jobOfPrompt),
      idempotency: await readIdempotencyKey(services, context.req.raw, body),
    });
    return context.json({
      batch_id: batchId,
      message: `Batch processing started for ${prompts.length} prompts. Connect to WebSocket for updates.`,
    });
  });
  routes.get("/api/video/batch_status/:batchId", async (context) => {
    const account = await accountOf(context, "jobs:read");
    try {
      const batch = await readOwnBatch(context, account.id);
      return context.json(await presentBatch(batch, pathSignerOf(context, account)));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "not-found") throw error;
      return context.json(presentNoBatch(context.req.param("batchId")), 404);
    }
  });
  routes.post("/api/video/batch_cancel/:batchId", async (context) => {
    const account = await accountOf(context, "jobs:write");
    const { id } = await readOwnBatch(context, account.id);
    const batch = await cancelBatch(context.get("services"), account.id, id);
    return context.json(await presentBatch(batch, pathSignerOf(context, account)));
  });
  routes.get("/api/video/batch_download/:batchId", async (context) => {
    const account = await accountOf(context, "jobs:read");
    const batch = await readOwnBatch(context, account.id);
    return downloadBatch(context.get("services"), batch, context.req.method === "HEAD");
  });
}

async function readOwnBatch(context: Context<AppEnv>, accountId: string): Promise<BatchView> {
  const id = Uuid.safeParse(context.req.param("batchId"));
  if (!id.success) throw new DomainError("not-found", "There is no batch with this id.");
  const batch = await readBatch(context.get("services"), accountId, id.data);
  if (batch.dialect !== "world-model") {
    throw new DomainError("not-found", "There is no batch with this id.");
  }
  return batch;
}

/** The document has a status word for a batch that is not there. */
function presentNoBatch(batchId: string): object {
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
