import { applyMigrations, deployWorker, listSecrets, whoAmI } from "./commands.ts";
import type { ProductionConfig } from "./production-config.ts";
import { listResources } from "./resources.ts";

/** Every step of a deployment as a person would type it, one line each. */
export function describePlan(config: ProductionConfig, origin: string): string[] {
  const jwtSecret = config.jwksUrl === "" ? ", JWT_HS256_SECRET" : "";
  return [
    `check the sign-in              ${command(whoAmI)}`,
    ...listResources(config).flatMap(({ label, look, create }) => [
      `look for the ${label.padEnd(32)} ${command(look)}`,
      `  unless it is there           ${command(create)}`,
    ]),
    `bring the database up to date  ${command(applyMigrations(config.database))}`,
    `see which secrets are missing  ${command(listSecrets)}`,
    `  make what is missing of OPERATOR_TOKEN, LINK_SIGNING_KEY${jwtSecret}`,
    `deploy ${config.workerName}   ${command(deployWorker(origin, "<new secrets>"))}`,
    `wait until it answers          GET ${origin}/healthz`,
  ];
}

const command = (wranglerArguments: readonly string[]) => `wrangler ${wranglerArguments.join(" ")}`;
