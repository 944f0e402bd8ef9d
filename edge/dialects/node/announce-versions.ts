import type { Context, Next } from "hono";
import type { AppEnv } from "../../http/app-env.ts";

/** Middleware: says in every answer which agents may work here, and which should. */
export async function announceVersions(context: Context<AppEnv>, next: Next): Promise<void> {
  await next();
  // An upgrade's answer cannot be built anew, which setting a header would do.
  if (context.res.status === 101) return;
  const { minimumAgentVersion, recommendedAgentVersion } =
    context.get("services").settings.agentVersions;
  context.header("x-minimum-agent-version", minimumAgentVersion);
  context.header("x-recommended-agent-version", recommendedAgentVersion);
}
