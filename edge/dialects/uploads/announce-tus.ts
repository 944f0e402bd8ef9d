import type { Context, Next } from "hono";
import { MAXIMUM_RESUMABLE_BYTES } from "#contracts/limits.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { CHECKSUM_ALGORITHMS } from "./checksum.ts";

/** The one version of the protocol that is spoken: https://tus.io/protocols/resumable-upload */
export const TUS_VERSION = "1.0.0";

const EXTENSIONS = [
  "creation",
  "creation-with-upload",
  "termination",
  "checksum",
  "expiration",
] as const;

/** Headers of answers that a client in a browser must be able to read. */
export const EXPOSED_TUS_HEADERS: readonly string[] = [
  "tus-checksum-algorithm",
  "tus-extension",
  "tus-max-size",
  "tus-resumable",
  "tus-version",
  "upload-expires",
  "upload-length",
  "upload-metadata",
  "upload-offset",
];

/** Middleware: says in every answer which protocol this is, and to OPTIONS all that it can do. */
export async function announceTus(context: Context<AppEnv>, next: Next): Promise<void> {
  await next();
  context.header("Tus-Resumable", TUS_VERSION);
  context.header("Tus-Version", TUS_VERSION);
  if (context.req.method !== "OPTIONS") return;
  context.header("Tus-Extension", EXTENSIONS.join(","));
  context.header("Tus-Max-Size", String(MAXIMUM_RESUMABLE_BYTES));
  context.header("Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS.join(","));
}
