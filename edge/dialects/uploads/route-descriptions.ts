import { z } from "zod";
import { describe } from "./describe.ts";
import { UploadView } from "./views.ts";

const BYTES = { contentType: "application/offset+octet-stream" } as const;

const version = z.literal("1.0.0").meta({ description: "The protocol's version." });
const offset = z.int().min(0).meta({ description: "Where the bytes belong." });
const checksum = z.string().optional().meta({
  description: "`sha1` or `sha256` and the Base64 digest of the body; one that differs is a 460.",
});
const errors = [400, 401, 403, 404, 409, 410, 412, 413, 415, 423, 460];

export const create = describe({
  summary: "Open a resumable upload",
  description:
    "Room for the whole file is held until it is finished or given up. With a body of type application/offset+octet-stream its first bytes are stored at once; without one the request has none.",
  access: "account",
  headers: z.object({
    "Tus-Resumable": version,
    "Upload-Length": z.int().min(1).meta({ description: "Bytes of the whole file." }),
    "Upload-Metadata": z.string().optional().meta({
      description: "Pairs of a key and a Base64 value; filename and filetype are used.",
    }),
    "Upload-Checksum": checksum,
  }),
  body: BYTES,
  bodyRequired: false,
  answers: { 201: { description: "Opened; its address is in Location." } },
  errors: errors.filter((status) => ![404, 409, 423].includes(status)),
});

export const read = describe({
  summary: "Tell how far an upload has come",
  description:
    "HEAD answers the same headers (Upload-Offset, Upload-Length, Upload-Expires), once a request that still writes has ended or five seconds are over.",
  access: "account",
  answers: { 200: { description: "Where the upload stands.", schema: UploadView } },
  errors: [400, 401, 403, 404, 410],
});

export const append = describe({
  summary: "Send the next bytes of an upload",
  description: "The answer's Upload-Offset tells how far it has come. The last bytes finish it.",
  access: "account",
  headers: z.object({
    "Tus-Resumable": version,
    "Upload-Offset": offset,
    "Upload-Checksum": checksum,
  }),
  body: BYTES,
  answers: { 204: { description: "Stored." } },
  errors,
});

export const end = describe({
  summary: "Give an upload up",
  description: "Its room is free at once. An asset that it became stays.",
  access: "account",
  headers: z.object({ "Tus-Resumable": version }),
  answers: { 204: { description: "Given up." } },
  errors: [400, 401, 403, 404, 410, 412],
});

export const override = describe({
  summary: "Send a request whose method cannot pass",
  description: "X-HTTP-Method-Override names the method: HEAD, PATCH or DELETE.",
  access: "account",
  headers: z.object({
    "Tus-Resumable": version,
    "X-HTTP-Method-Override": z.enum(["HEAD", "PATCH", "DELETE"]),
    "Upload-Offset": offset.optional(),
    "Upload-Checksum": checksum,
  }),
  body: BYTES,
  bodyRequired: false,
  answers: {
    200: { description: "As HEAD.", schema: UploadView },
    204: { description: "As PATCH or DELETE." },
  },
  errors,
});
