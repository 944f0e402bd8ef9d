import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import { makeAccount } from "../../scripts/local/ensure-accounts.ts";
import { loadSecrets } from "../../scripts/local/load-secrets.ts";
import { makeJwt } from "../../scripts/local/make-jwt.ts";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";
import { commonFleetFiles } from "./common-fleet-files.ts";
import { readLog } from "./local-fleet.ts";

/** A deployment with two nodes that other files use too, and an account that is this file's own. */
export type CommonFleet = { deployment: LocalDeployment; stateFolder: string };

/** Little less than a hook may take; a start that failed says so at once. */
const limitSeconds = 170;

/**
 * Joins the run's common fleet, for tests that only use a deployment. Those that kill, configure,
 * search or measure one, or count on an idle one, open their own.
 */
export async function joinCommonFleet(): Promise<CommonFleet> {
  const files = commonFleetFiles(inject("sharedFolder"));
  const { stateFolder } = files;
  await writeFile(files.wish, "");
  const started = performance.now();
  while (!existsSync(files.deployment)) {
    const isLate = performance.now() - started > limitSeconds * 1000;
    if (isLate || existsSync(files.failure)) {
      const reason = await readFile(files.failure, "utf8").catch(() => "it takes too long");
      const log = await readLog(stateFolder, "edge").catch(() => "");
      throw new Error(`the common fleet did not start: ${reason}\n${log.slice(-3000)}`);
    }
    await sleep(100);
  }
  const shared = JSON.parse(await readFile(files.deployment, "utf8")) as LocalDeployment;
  const account = await makeAccount(shared, `file-${randomUUID()}`, false);
  const secrets = await loadSecrets(stateFolder);
  const deployment = {
    ...shared,
    apiKey: account.apiKey,
    jwt: await makeJwt(account.id, secrets.JWT_HS256_SECRET),
    webhookSecret: account.webhookSecret,
  };
  return { deployment, stateFolder };
}
