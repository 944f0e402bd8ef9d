import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import { createUpload } from "../../domain/uploads/create-upload.ts";
import { endUpload } from "../../domain/uploads/end-upload.ts";
import { isGone, readSettledUpload, readUpload } from "../../domain/uploads/read-upload.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { answerError } from "../../http/answer-error.ts";
import { requireAccount } from "../../http/authenticate.ts";
import { HttpError } from "../../http/http-error.ts";
import { TUS_VERSION } from "./announce-tus.ts";
import { presentUploadError, TusError } from "./errors.ts";
import { readMetadata } from "./metadata.ts";
import { carriesBytes, receiveBytes } from "./receive-bytes.ts";
import * as descriptions from "./route-descriptions.ts";
import { presentUpload, uploadHeaders } from "./views.ts";

/** Resumable uploads: tus 1.0 with creation, creation-with-upload, termination, checksum, expiration. */
export function createUploadRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/uploads", descriptions.create, create);
  routes.get("/uploads/:id", descriptions.read, read);
  routes.patch("/uploads/:id", descriptions.append, append);
  routes.delete("/uploads/:id", descriptions.end, end);
  // For clients behind something that lets no other method through.
  routes.post("/uploads/:id", descriptions.override, async (context) => {
    switch (context.req.header("x-http-method-override")?.toUpperCase()) {
      case "HEAD":
        return read(context);
      case "PATCH":
        return append(context);
      case "DELETE":
        return end(context);
      default:
        await accountOf(context);
        throw new HttpError("method-not-allowed", "This address has no such method.", {
          allow: ["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"],
        });
    }
  });
  routes.onError((error, context) => {
    if (error instanceof DomainError || error instanceof HttpError) {
      return answerError(context, error, presentUploadError);
    }
    if (!(error instanceof TusError)) throw error;
    const { status, body } = presentUploadError(error);
    return context.json(body, status);
  });
  return routes;
}

async function create(context: Context<AppEnv>): Promise<Response> {
  const account = await accountOf(context);
  const services = context.get("services");
  const file = readMetadata(context.req.header("upload-metadata") ?? null);
  const sizeBytes = readLength(context);
  let upload = await createUpload(services, account, { ...file, sizeBytes });
  if (carriesBytes(context)) {
    try {
      upload = await receiveBytes(context, account, upload.id, 0);
    } catch (error) {
      // Nobody was told of it: nobody could go on with it.
      await endUpload(services, account.id, upload.id);
      throw error;
    }
  }
  context.header("Location", `/uploads/${upload.id}`);
  return context.body(null, 201, uploadHeaders(upload));
}

async function read(context: Context<AppEnv>): Promise<Response> {
  const account = await accountOf(context);
  const services = context.get("services");
  // HEAD comes before going on, GET from who looks on.
  const reader = context.req.method === "GET" ? readUpload : readSettledUpload;
  const upload = await reader(services, account.id, idOf(context));
  if (isGone(upload, services.clock.now())) throw new TusError("gone");
  context.header("Cache-Control", "no-store");
  context.header("Upload-Length", String(upload.sizeBytes));
  if (upload.metadata !== null) context.header("Upload-Metadata", upload.metadata);
  return context.json(presentUpload(upload), 200, uploadHeaders(upload));
}

async function append(context: Context<AppEnv>): Promise<Response> {
  const account = await accountOf(context);
  const uploadId = idOf(context);
  const offsetBytes = readCount(context, "Upload-Offset");
  const upload = await receiveBytes(context, account, uploadId, offsetBytes);
  return context.body(null, 204, uploadHeaders(upload));
}

async function end(context: Context<AppEnv>): Promise<Response> {
  const account = await accountOf(context);
  if (!(await endUpload(context.get("services"), account.id, idOf(context)))) {
    throw new TusError("gone");
  }
  return context.body(null, 204);
}

/** Whose credential it is; a request of the protocol must also be of the version spoken here. */
async function accountOf(context: Context<AppEnv>): Promise<Account> {
  const { headers } = context.req.raw;
  const services = context.get("services");
  const account = await requireAccount(services, context.get("auth"), headers, "jobs:write");
  // GET is no method of the protocol.
  if (context.req.method !== "GET" && headers.get("tus-resumable") !== TUS_VERSION) {
    throw new TusError("version-not-supported");
  }
  return account;
}

function idOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("id"));
  if (!id.success) throw new DomainError("not-found", "There is no upload with this id.");
  return id.data;
}

function readLength(context: Context<AppEnv>): number {
  for (const field of ["Upload-Defer-Length", "Upload-Concat"]) {
    if (context.req.header(field) === undefined) continue;
    throw new DomainError("invalid-request", `${field} is not supported.`, { field });
  }
  return readCount(context, "Upload-Length");
}

function readCount(context: Context<AppEnv>, field: string): number {
  const text = context.req.header(field) ?? "";
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new DomainError("invalid-request", `${field} must be a whole number of bytes.`, { field });
}
