import { Hono, type Context } from "hono";
import type { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import {
  CompleteRequest,
  EnrolRequest,
  FailRequest,
  HelloRequest,
  LeaseRequest,
  NODE_API_PATH,
  ProgressReport,
  Sha256,
  UploadRequest,
} from "#contracts/node-protocol.ts";
import { OutputName } from "#contracts/task-inputs.ts";
import { DomainError } from "../../domain/errors.ts";
import { authenticateNode } from "../../domain/nodes/authenticate-node.ts";
import { enrolNode } from "../../domain/nodes/enrol-node.ts";
import { helloNode } from "../../domain/nodes/hello-node.ts";
import type { FleetNode } from "../../domain/nodes/node-store.ts";
import { completeTask } from "../../domain/tasks/complete-task.ts";
import { failTask } from "../../domain/tasks/fail-task.ts";
import {
  finishOutputUpload,
  receiveOutput,
  receiveOutputPart,
  startOutputUpload,
} from "../../domain/tasks/receive-output.ts";
import { readInput } from "../../domain/tasks/read-input.ts";
import { reportProgress } from "../../domain/tasks/report-progress.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { presentNodeError } from "./errors.ts";

type NodeContext = Context<AppEnv & { Variables: { node: FleetNode } }>;

/** The node protocol of `contracts/node-protocol.ts`. */
export function createNodeRoutes(): Hono<AppEnv> {
  const open = new Hono<AppEnv>();
  open.post(`${NODE_API_PATH}/enrol`, async (context) => {
    const request = await parseBody(context.req.raw, EnrolRequest);
    return context.json(await enrolNode(context.get("services"), request), 201);
  });

  const routes = new Hono<AppEnv & { Variables: { node: FleetNode } }>();
  routes.use(async (context, next) => {
    const header = context.req.header("authorization") ?? "";
    const token = /^Bearer ([\w-]{20,200})$/i.exec(header)?.[1] ?? null;
    context.set("node", await authenticateNode(context.get("services"), token));
    await next();
  });
  routes.post("/hello", async (context) => {
    const request = await parseBody(context.req.raw, HelloRequest);
    return context.json(await helloNode(context.get("services"), context.get("node"), request));
  });
  routes.get("/connect", (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new DomainError("invalid-request", "This address is a WebSocket.");
    }
    return context.get("openNodeSocket")(context.get("node"), context.req.raw);
  });
  routes.post("/leases", async (context) => {
    const request = await parseBody(context.req.raw, LeaseRequest);
    const node = context.get("node");
    const { pools, settings } = context.get("services");
    const lease = await pools.named(node.pool).takeLease(node.id, request);
    if (!lease) return context.body(null, 204);
    return context.json({ ...settings.agentVersions, ...lease });
  });
  routes.post("/leases/:leaseId/progress", async (context) => {
    const report = await parseBody(context.req.raw, ProgressReport);
    const answer = await reportProgress(...caller(context), report);
    return context.json({ ...context.get("services").settings.agentVersions, ...answer });
  });
  routes.post("/leases/:leaseId/complete", async (context) => {
    const request = await parseBody(context.req.raw, CompleteRequest);
    return context.json({ taskState: await completeTask(...caller(context), request) });
  });
  routes.post("/leases/:leaseId/fail", async (context) => {
    const request = await parseBody(context.req.raw, FailRequest);
    return context.json({ taskState: await failTask(...caller(context), request) });
  });
  routes.get("/leases/:leaseId/inputs/:index{[0-9]{1,3}}", async (context) => {
    const index = Number(context.req.param("index"));
    const { input, object } = await readInput(...caller(context), index);
    return new Response(object.body, {
      headers: {
        "content-type": input.contentType,
        "content-length": String(object.sizeBytes),
        "x-content-sha256": input.sha256,
      },
    });
  });
  routes.put("/leases/:leaseId/outputs/:name", async (context) => {
    const declared = {
      contentType: context.req.header("content-type") ?? "application/octet-stream",
      ...declaredBytes(context),
    };
    return context.json(
      await receiveOutput(...caller(context), outputName(context), declared, bodyOf(context)),
    );
  });
  routes.post("/leases/:leaseId/outputs/:name/upload", async (context) => {
    const request = await parseBody(context.req.raw, UploadRequest);
    return context.json(await startOutputUpload(...caller(context), outputName(context), request));
  });
  routes.put("/leases/:leaseId/outputs/:name/upload/:partNumber{[0-9]{1,5}}", async (context) => {
    const part = {
      partNumber: Number(context.req.param("partNumber")),
      ...declaredBytes(context),
    };
    await receiveOutputPart(...caller(context), outputName(context), part, bodyOf(context));
    return context.body(null, 204);
  });
  routes.post("/leases/:leaseId/outputs/:name/upload/complete", async (context) =>
    context.json(await finishOutputUpload(...caller(context), outputName(context))),
  );
  open.route(NODE_API_PATH, routes);
  open.onError((error, context) => {
    if (!(error instanceof DomainError)) throw error;
    const { status, body } = presentNodeError(error);
    return context.json(body, status);
  });
  return open;
}

/** Services, node and lease id, in the order every lease verb takes them. */
function caller(context: NodeContext) {
  const leaseId = Uuid.safeParse(context.req.param("leaseId"));
  if (!leaseId.success) throw new DomainError("lease-lost", "There is no lease with this id.");
  return [context.get("services"), context.get("node"), leaseId.data] as const;
}

function outputName(context: NodeContext): OutputName {
  const name = OutputName.safeParse(context.req.param("name"));
  if (!name.success) throw new DomainError("not-found", "There is no output of this name.");
  return name.data;
}

function declaredBytes(context: NodeContext): { sizeBytes: number; sha256: string } {
  const sizeBytes = Number(context.req.header("content-length") ?? "");
  const sha256 = Sha256.safeParse(context.req.header("x-content-sha256"));
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || !sha256.success) {
    throw new DomainError(
      "invalid-request",
      "Content-Length and x-content-sha256 (64 hexadecimal digits) are required.",
    );
  }
  return { sizeBytes, sha256: sha256.data };
}

function bodyOf(context: NodeContext): ReadableStream<Uint8Array> {
  const { body } = context.req.raw;
  if (!body) throw new DomainError("invalid-request", "The request has no body.");
  return body;
}

async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const result = schema.safeParse(await readJsonBody(request));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new DomainError(
    "invalid-request",
    `${issue?.path.join(".") || "body"}: ${issue?.message ?? "is invalid"}`,
  );
}
