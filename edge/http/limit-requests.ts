import type { Context, Next } from "hono";
import { NODE_API_PATH } from "#contracts/node-protocol.ts";
import type { AppEnv } from "./app-env.ts";
import { findCredential } from "./authenticate.ts";

/** Watching whether the deployment lives costs nobody's budget. */
const UNCOUNTED_PATHS = new Set(["/healthz"]);

/**
 * Middleware: lets a request pass while its caller has budget left (`Admission`).
 *
 * @throws DomainError `rate-limited`
 */
export async function limitRequests(context: Context<AppEnv>, next: Next): Promise<void> {
  const { path } = context.req;
  if (UNCOUNTED_PATHS.has(path)) return next();
  const admission = context.get("admission");
  const credential = credentialOf(context.req.raw.headers);
  if (!path.startsWith(`${NODE_API_PATH}/`)) {
    await admission.begin(credential);
    return next();
  }
  await admission.beginNode(credential);
  await next();
  if (context.res.status === 401) await admission.reject(credential);
  else if (credential !== null) await admission.acceptNode(credential);
  return undefined;
}

/** Two that differ count as none here; whoever needs one refuses the request. */
function credentialOf(headers: Headers): string | null {
  try {
    return findCredential(headers);
  } catch {
    return null;
  }
}
