import type { Secrets } from "../local/load-secrets.ts";
import { checkSignIn } from "./check-sign-in.ts";
import { applyMigrations, deployWorker } from "./commands.ts";
import type { DeployOptions } from "./deploy-options.ts";
import { describePlan } from "./describe-plan.ts";
import { ensureResource } from "./ensure-resource.ts";
import { makeMissingSecrets } from "./missing-secrets.ts";
import { type ProductionConfig, readProductionConfig } from "./production-config.ts";
import { listResources } from "./resources.ts";
import { uploadWorker } from "./upload-worker.ts";
import { runWrangler, type Wrangler } from "./wrangler.ts";

/** What a deployment works with; tests put a far server of their own behind it. */
export type DeployContext = {
  wrangler: Wrangler;
  /** The chosen Cloudflare account, if the environment names one. */
  accountId: string | undefined;
  /** Resolves once the origin answers `/healthz`; throws when it does not in time. */
  waitUntilHealthy: (origin: string) => Promise<void>;
  say: (line: string) => void;
};

/** Shows every step of a deployment and builds the Worker; changes nothing anywhere. */
export async function rehearseDeployment(
  { origin }: DeployOptions,
  { wrangler, say }: Pick<DeployContext, "wrangler" | "say">,
): Promise<void> {
  const config = readProductionConfig();
  requireFittingOrigin(origin, config);
  say(`A deployment as ${origin} would do this:\n`);
  for (const line of describePlan(config, origin)) say(`  ${line}`);
  say("\nBuilding the Worker, without sending it:\n");
  say(await runWrangler(wrangler, [...deployWorker(origin, null), "--dry-run"]));
  say("Nothing was changed.");
}

/**
 * Brings production to this working tree: makes what the account lacks, migrates the database,
 * deploys, and waits for the answer. Safe to repeat. Throws an Error fit to show.
 */
export async function deploy({ origin }: DeployOptions, context: DeployContext): Promise<void> {
  const { wrangler, say } = context;
  const config = readProductionConfig();
  requireFittingOrigin(origin, config);
  say(`Deploying to the Cloudflare account ${await checkSignIn(wrangler, context.accountId)}`);
  for (const resource of listResources(config)) {
    say(`${await ensureResource(wrangler, resource)}  ${resource.label}`);
  }
  await runWrangler(wrangler, applyMigrations(config.database));
  say("migrated the database");
  const secrets = await makeMissingSecrets(wrangler, config);
  try {
    await uploadWorker(wrangler, origin, secrets);
  } catch (error) {
    // The upload may have come through, and then nothing shows its secrets again.
    tellSecrets(
      secrets,
      "The deployment broke off. If it got as far as secrets, these are they",
      say,
    );
    throw error;
  }
  say(`deployed ${config.workerName}`);
  tellSecrets(secrets, "New secrets, shown this once; keep them where you keep passwords", say);
  await context.waitUntilHealthy(origin);
  say(`${origin}/healthz answers\n\n${nextSteps(origin)}`);
}

/** A workers.dev address is made of the Worker's name: another one would never answer. */
function requireFittingOrigin(origin: string, { workerName }: ProductionConfig): void {
  const { hostname } = new URL(origin);
  if (!hostname.endsWith(".workers.dev")) return;
  if (hostname.startsWith(`${workerName}.`) && hostname.split(".").length === 4) return;
  throw new Error(`at workers.dev the origin is https://${workerName}.<subdomain>.workers.dev`);
}

function tellSecrets(
  secrets: Partial<Secrets>,
  heading: string,
  say: (line: string) => void,
): void {
  const shown = ["OPERATOR_TOKEN", "JWT_HS256_SECRET"] as const;
  const made = shown.filter((name) => secrets[name] !== undefined);
  if (made.length === 0) return;
  say(`\n${heading}:\n`);
  for (const name of made) say(`  ${name}=${secrets[name]}`);
  say("");
}

const nextSteps = (origin: string) => `Next, with the operator's token:

  an account     curl -s ${origin}/api/v2/accounts -H "Authorization: Bearer $OPERATOR_TOKEN" \\
                   -H "Content-Type: application/json" -d '{"name":"my first customer"}'
  its API key    the same with /api/v2/accounts/<id>/keys and '{"name":"production"}'
  a node         the same with /api/v2/nodes/enrolment-tokens and '{"name":"node 1"}'; on the machine:
                   framefleet-node --edge ${origin} --token <enrolment token>
`;
