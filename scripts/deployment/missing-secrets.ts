import { z } from "zod";
import { makeSecrets, type Secrets } from "../local/load-secrets.ts";
import { listSecrets } from "./commands.ts";
import type { ProductionConfig } from "./production-config.ts";
import { type Wrangler, WranglerError } from "./wrangler.ts";

const SecretNames = z.array(z.object({ name: z.string() }));

/**
 * Makes the secrets that the deployed Worker lacks; all of them when there is no Worker yet.
 * JWT_HS256_SECRET is left out where tokens are checked against a JWKS.
 */
export async function makeMissingSecrets(
  wrangler: Wrangler,
  config: ProductionConfig,
): Promise<Partial<Secrets>> {
  const present = await readSecretNames(wrangler);
  if (config.jwksUrl !== "") present.add("JWT_HS256_SECRET");
  return Object.fromEntries(Object.entries(makeSecrets()).filter(([name]) => !present.has(name)));
}

async function readSecretNames(wrangler: Wrangler): Promise<Set<string>> {
  const answer = await wrangler(listSecrets);
  const words = `${answer.standardOutput}${answer.standardError}`;
  if (answer.exitCode !== 0) {
    if (/Worker "[^"]+".* not found/.test(words)) return new Set();
    throw new WranglerError(listSecrets, answer);
  }
  const secrets = SecretNames.parse(JSON.parse(answer.standardOutput));
  return new Set(secrets.map(({ name }) => name));
}
