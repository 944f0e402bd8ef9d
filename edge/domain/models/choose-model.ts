import { DEFAULT_POOL } from "../dispatch/pool-name.ts";
import type { Services } from "../services.ts";
import { PROCEDURAL_MODEL, type VideoModel } from "./video-models.ts";

/**
 * What a task is planned with: the model itself, or the embedded one in its place. `null`: nobody
 * can serve it, and nothing may stand in for it.
 */
export type ModelChoice = { model: string; standsIn: boolean };

/**
 * Chooses who serves a catalogue key: a node that is online and offers it; else, where the
 * deployment allows it, the embedded procedural model, which every answer then says.
 */
export async function chooseModel(
  services: Services,
  wanted: VideoModel,
): Promise<ModelChoice | null> {
  if (await isOffered(services, wanted)) return { model: wanted, standsIn: false };
  return services.settings.proceduralFallback ? { model: PROCEDURAL_MODEL, standsIn: true } : null;
}

async function isOffered(services: Services, model: string): Promise<boolean> {
  const nodes = await services.nodes.list(DEFAULT_POOL);
  const offering = nodes.filter(
    (node) => node.state === "active" && node.capabilities?.models.includes(model),
  );
  if (offering.length === 0) return false;
  const heardSince = services.clock.now() - services.settings.leaseSeconds * 1000;
  const heard = await services.pools.named(DEFAULT_POOL).listHeard();
  const online = new Set(
    heard.filter(({ heardAt }) => heardAt > heardSince).map(({ nodeId }) => nodeId),
  );
  return offering.some((node) => online.has(node.id));
}
