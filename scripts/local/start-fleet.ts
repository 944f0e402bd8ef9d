import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { applyMigrations } from "./apply-migrations.ts";
import type { OperatorAccess } from "./call-operator.ts";
import { callSchedule } from "./call-schedule.ts";
import { ensureAccounts } from "./ensure-accounts.ts";
import { loadSecrets } from "./load-secrets.ts";
import { lockState } from "./lock-state.ts";
import { makeJwt } from "./make-jwt.ts";
import { writePrivateJson } from "./private-file.ts";
import { requireFreePort } from "./require-free-port.ts";
import { startEdge, writeEdgeSettings } from "./start-edge.ts";
import { startNode } from "./start-node.ts";
import type { StartOptions } from "./start-options.ts";
import type { Supervised } from "./supervise.ts";
import { waitForHealth } from "./wait-for-health.ts";

/** What local.json holds: everything a client or a test needs to use the deployment. */
export type LocalDeployment = {
  origin: string;
  apiKey: string;
  jwt: string;
  operatorToken: string;
  webhookSecret: string;
  otherApiKey: string;
};

/** A running deployment and the processes it is made of. */
export type Fleet = {
  deployment: LocalDeployment;
  edge: Supervised;
  nodes: readonly Supervised[];
  stop: () => Promise<void>;
};

const healthLimitSeconds = 60;

/**
 * Starts the edge and the node agents on this machine and waits until the edge answers.
 * Throws an Error fit to show when it cannot; then nothing it started is left running.
 * @param signal gives up the start
 */
export async function startFleet(options: StartOptions, signal: AbortSignal): Promise<Fleet> {
  const { stateFolder, port, configFile } = options;
  const unlock = lockState(stateFolder);
  const background = new AbortController();
  const nodes: Supervised[] = [];
  const localFile = path.join(stateFolder, "local.json");
  let edge: Supervised | null = null;

  async function stop(): Promise<void> {
    background.abort();
    await rm(localFile, { force: true });
    await Promise.all(nodes.map((node) => node.stop()));
    await edge?.stop();
    unlock();
  }

  try {
    await requireFreePort(port);
    mkdirSync(path.join(stateFolder, "logs"), { recursive: true, mode: 0o700 });
    mkdirSync(path.join(stateFolder, "nodes"), { recursive: true, mode: 0o700 });
    await rm(localFile, { force: true });
    const secrets = await loadSecrets(stateFolder);
    await applyMigrations(stateFolder, configFile);
    signal.throwIfAborted();

    const origin = `http://127.0.0.1:${port}`;
    const access: OperatorAccess = { origin, operatorToken: secrets.OPERATOR_TOKEN };
    await writeEdgeSettings(stateFolder, {
      ...options.edgeVariables,
      ...secrets,
      PUBLIC_ORIGIN: origin,
    });
    edge = startEdge(stateFolder, port, configFile);
    await waitForHealth(origin, healthLimitSeconds, signal);
    const accounts = await ensureAccounts(stateFolder, access);
    void callSchedule(origin, background.signal);
    for (let number = 1; number <= options.nodes; number += 1) {
      nodes.push(startNode(stateFolder, number, access));
    }

    const deployment: LocalDeployment = {
      origin,
      apiKey: accounts.demo.apiKey,
      jwt: await makeJwt(accounts.demo.id, secrets.JWT_HS256_SECRET),
      operatorToken: secrets.OPERATOR_TOKEN,
      webhookSecret: accounts.demo.webhookSecret,
      otherApiKey: accounts.other.apiKey,
    };
    await writePrivateJson(localFile, deployment);
    return { deployment, edge, nodes, stop };
  } catch (error) {
    await stop();
    // Whatever a stop broke off, the stop is the reason.
    signal.throwIfAborted();
    throw error;
  }
}
