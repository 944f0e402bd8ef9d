import { randomBytes } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { readJsonIfPresent, writePrivateJson } from "./private-file.ts";

const Secrets = z.object({
  OPERATOR_TOKEN: z.string(),
  JWT_HS256_SECRET: z.string(),
  LINK_SIGNING_KEY: z.string(),
});
/** The edge's secrets, named as its environment names them. */
export type Secrets = z.infer<typeof Secrets>;

/** Reads the secrets of a local deployment; makes them the first time. */
export async function loadSecrets(stateFolder: string): Promise<Secrets> {
  const file = path.join(stateFolder, "secrets.json");
  const kept = await readJsonIfPresent(file);
  if (kept !== undefined) return Secrets.parse(kept);
  const secrets = makeSecrets();
  await writePrivateJson(file, secrets);
  return secrets;
}

/** New secrets from the platform's random source. */
export function makeSecrets(): Secrets {
  return {
    OPERATOR_TOKEN: `ffop_${randomBytes(32).toString("base64url")}`,
    JWT_HS256_SECRET: randomBytes(48).toString("base64url"),
    LINK_SIGNING_KEY: randomBytes(48).toString("base64url"),
  };
}
