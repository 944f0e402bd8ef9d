import { Hono, type Context } from "hono";
import { z } from "zod";
import { takeFinishedUpload } from "../../domain/uploads/take-finished-upload.ts";
import { deleteAsset } from "../../domain/assets/delete-asset.ts";
import { readAsset } from "../../domain/assets/read-asset.ts";
import { receiveAsset } from "../../domain/assets/receive-asset.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { Asset } from "../../domain/assets/asset-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { isJson, readJsonBody } from "../../http/json-body.ts";
import { readUpload } from "../../http/read-upload.ts";
import { serveAsset } from "../../http/serve-asset.ts";
import { presentAsset } from "./convert.ts";
import { describe } from "./describe.ts";
import { accountOf, idOf } from "./request-context.ts";
import { ListAssetsQuery, parseWith, TakeUploadRequest, UploadQuery } from "./schemas.ts";
import { AssetView, pageOf } from "./views.ts";

/** `/assets`: files of the account, uploaded or rendered. */
export function createAssetRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/assets",
    describe({
      summary: "List assets, newest first",
      access: "account",
      query: ListAssetsQuery,
      answers: { 200: { description: "One page.", schema: pageOf(AssetView) } },
      errors: [400, 401, 403],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const { limit, cursor } = parseWith(ListAssetsQuery, context.req.query());
      const query = { accountId: account.id, limit, before: cursor };
      const assets = await context.get("services").assets.listOwned(query);
      const nextCursor = assets.length === limit ? (assets.at(-1)?.id ?? null) : null;
      return context.json({ items: assets.map(presentAsset), nextCursor });
    },
  );
  routes.post(
    "/assets",
    describe({
      summary: "Upload an asset",
      description:
        "A raw body with Content-Length, or a form with one file; up to 95 MB. The bytes are streamed to storage and their SHA-256 is computed on the way. Or JSON with the id of a finished resumable upload, which becomes the asset of that id; asked again, the answer is the same.",
      access: "account",
      query: UploadQuery,
      body: [
        { contentType: "application/octet-stream" },
        {
          contentType: "multipart/form-data",
          schema: z.object({ file: z.string().meta({ format: "binary" }) }),
        },
        { contentType: "application/json", schema: TakeUploadRequest },
      ],
      answers: { 201: { description: "The stored asset.", schema: AssetView } },
      errors: [400, 401, 403, 404, 409, 413],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const { name } = parseWith(UploadQuery, context.req.query());
      const asset = isJson(context.req.raw)
        ? await takeUpload(context, account)
        : await receiveFile(context, account, name);
      context.header("Location", `/api/v2/assets/${asset.id}`);
      return context.json(presentAsset(asset), 201);
    },
  );
  routes.get(
    "/assets/:id",
    describe({
      summary: "Read an asset",
      access: "account",
      answers: { 200: { description: "The asset.", schema: AssetView } },
      errors: [400, 401, 403, 404],
    }),
    async (context) => context.json(presentAsset(await ownAsset(context))),
  );
  routes.delete(
    "/assets/:id",
    describe({
      summary: "Delete an asset",
      description: "It is gone at once, links to it too; its bytes are removed from storage.",
      access: "account",
      answers: { 204: { description: "Deleted." } },
      errors: [400, 401, 403, 404],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      await deleteAsset(context.get("services"), account.id, idOf(context));
      return context.body(null, 204);
    },
  );
  routes.get(
    "/assets/:id/content",
    describe({
      summary: "Download an asset",
      description: "HEAD, Range, If-Range and If-None-Match work as HTTP has them.",
      access: "account",
      answers: {
        200: { description: "The bytes.", contentType: "application/octet-stream" },
        206: { description: "The range asked for.", contentType: "application/octet-stream" },
        304: { description: "The bytes you have are still right." },
        416: { description: "The range lies outside the file." },
      },
      errors: [400, 401, 403, 404],
    }),
    async (context) => {
      const asset = await ownAsset(context);
      // A stranger's file is never shown in this origin: it could be a page.
      const disposition = asset.jobId === null ? "attachment" : "inline";
      const fileName = asset.name.replace(/[^\w.-]/g, "_");
      const { raw } = context.req;
      return serveAsset(context.get("services"), raw, asset, fileName, disposition);
    },
  );
  return routes;
}

async function takeUpload(context: Context<AppEnv>, account: Account): Promise<Asset> {
  const body = await readJsonBody(context.req.raw);
  const { uploadId } = parseWith(TakeUploadRequest, body);
  return takeFinishedUpload(context.get("services"), account, uploadId);
}

async function receiveFile(
  context: Context<AppEnv>,
  account: Account,
  name: string,
): Promise<Asset> {
  const file = await readUpload(context.req.raw, name);
  try {
    return await receiveAsset(context.get("services"), account, file);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function ownAsset(context: Context<AppEnv>) {
  const account = await accountOf(context, "jobs:read");
  return readAsset(context.get("services"), account.id, idOf(context));
}
