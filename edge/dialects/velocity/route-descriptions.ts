import { z } from "zod";
import type { BodyDescription } from "../../http/describe-route.ts";
import { describe } from "./describe.ts";
import { UploadReference } from "./schemas.ts";

/** Descriptions that several routes of document 003 share. */

/** What a list may be refused with, and what a record of an id. */
export const LIST_ERRORS = [401, 403] as const;
export const ONE_ERRORS = [401, 403, 404] as const;
/** What a JSON body may be refused with. */
export const BODY_ERRORS = [400, 401, 403, 413, 415] as const;

/** A file that comes as a form or, larger than one request may be, by its finished upload. */
export function describeUpload(route: {
  summary: string;
  form: z.ZodType;
  answer: BodyDescription;
  errors?: readonly number[];
}) {
  return describe({
    summary: route.summary,
    description:
      "A form with one file of up to 95 MB. A larger file is uploaded at /uploads first (tus 1.0) and named here in JSON by its uploadId. With an Idempotency-Key the same request can be sent again and makes nothing new.",
    access: "account",
    headers: z.object({ "Idempotency-Key": z.string().max(255).optional() }),
    body: [{ contentType: "multipart/form-data", schema: route.form }, { schema: UploadReference }],
    answers: { 200: route.answer },
    errors: [...BODY_ERRORS, 409, 422, 429, ...(route.errors ?? [])],
  });
}

export function describeDownload(summary: string, contentType: string) {
  return describe({
    summary,
    description: "HEAD, Range, If-Range and If-None-Match work as HTTP has them.",
    access: "account",
    answers: {
      200: { description: "The bytes.", contentType },
      206: { description: "The range asked for.", contentType },
      304: { description: "The bytes you have are still right." },
      416: { description: "The range lies outside the file." },
    },
    errors: ONE_ERRORS,
  });
}
