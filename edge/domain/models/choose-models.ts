import { holdsModel } from "../dispatch/find-lack.ts";
import type { FailureReason } from "../jobs/job.ts";
import { listOnline } from "../nodes/list-online.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import { listWords } from "../prompts/text/tidy.ts";
import type { Services } from "../services.ts";
import { PROCEDURAL_MODEL, successorsOf } from "./model-catalogue.ts";

/** Who serves a catalogue key: `model` is what a task is planned with. */
export type ModelChoice = {
  wanted: string;
  model: string;
  /** `successor`: the vendor's replacement; `procedural`: the embedded model, for want of a node. */
  standIn: "none" | "successor" | "procedural";
};

/** `lacking`: keys that nobody can serve, and for which nothing may stand in. */
export type ModelChoices = { choices: ModelChoice[] } | { lacking: string[] };

/**
 * Chooses who serves the catalogue keys that one task needs: the online node of the pool that offers most of
 * them, since one node does the whole task; for the rest, where the deployment allows it, the
 * embedded procedural model, which every answer then says.
 */
export async function chooseModels(
  services: Services,
  pool: string,
  { taskKind, wanted }: { taskKind: string; wanted: readonly string[] },
): Promise<ModelChoices> {
  const offers = (await listOnline(services, pool))
    .filter((node) => node.capabilities?.taskKinds.includes(taskKind))
    .map((node) => wanted.map((key) => findOffered(services, node, key)));
  const count = (offer: readonly (string | null)[]) => offer.filter((key) => key !== null).length;
  const best = offers.toSorted((a, b) => count(b) - count(a))[0] ?? [];
  const lacking = wanted.filter((_, index) => best[index] == null);
  if (lacking.length > 0 && !services.settings.proceduralFallback) return { lacking };
  return {
    choices: wanted.map((key, index) => {
      const model = best[index] ?? PROCEDURAL_MODEL;
      if (model === key) return { wanted: key, model, standIn: "none" };
      const standIn = model === PROCEDURAL_MODEL ? "procedural" : "successor";
      return { wanted: key, model, standIn };
    }),
  };
}

/** Why a job fails whose models nobody can serve; null where somebody can. */
export function describeLack(
  chosen: { choices: unknown } | { lacking: readonly string[] },
): FailureReason | null {
  if (!("lacking" in chosen)) return null;
  const { lacking } = chosen;
  const [models, them] = lacking.length === 1 ? ["model", "it"] : ["models", "them"];
  const message = `No node offers the ${models} ${listWords(lacking)} now, and nothing may stand in for ${them}.`;
  return { code: "model-unavailable", message };
}

/** The key itself if a slot of the node can serve it, else the first of those that have replaced it. */
function findOffered(services: Services, node: FleetNode, key: string): string | null {
  const { capabilities } = node;
  if (capabilities === null) return null;
  const isServed = (model: string) =>
    capabilities.models.includes(model) &&
    capabilities.slots.some((slot) => holdsModel(capabilities, slot, model));
  return successorsOf(services.models, key).find(isServed) ?? null;
}
