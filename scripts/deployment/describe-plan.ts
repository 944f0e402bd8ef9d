import { applyMigrations, deployWorker, listSecrets, whoAmI } from "./commands.ts";
import type { ProductionConfig } from "./production-config.ts";
import { listResources } from "./resources.ts";

/** Every step of a deployment and the command behind it, one line each. */
export function describePlan(config: ProductionConfig, origin: string): string[] {
  const names = ["OPERATOR_TOKEN", "LINK_SIGNING_KEY"];
  if (config.jwksUrl === "") names.push("JWT_HS256_SECRET");
  const steps: [string, string][] = [
    ["check the sign-in", command(whoAmI)],
    ...listResources(config).flatMap(({ label, look, create }): [string, string][] => [
      [`look for the ${label}`, command(look)],
      ["  make it unless it is there", command(create)],
    ]),
    ["bring the database up to date", command(applyMigrations(config.database))],
    ["see which secrets there are", command(listSecrets)],
    ["  make those that are missing", names.join(", ")],
    [`deploy ${config.workerName}`, command(deployWorker(origin, "<new secrets>"))],
    ["wait for its answer", `GET ${origin}/healthz`],
  ];
  return steps.map(([what, how]) => `${what.padEnd(42)} ${how}`);
}

const command = (wranglerArguments: readonly string[]) => `wrangler ${wranglerArguments.join(" ")}`;
