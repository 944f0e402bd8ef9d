import { CatalogueModel, type ModelKind } from "./catalogue-model.ts";
import { KNOWN_MODELS } from "./known-models.ts";

/** The embedded model of every kind: every node has it, and it costs no provider call. */
export const PROCEDURAL_MODEL = "procedural";

/** Every model that may be named, by key. */
export type ModelCatalogue = ReadonlyMap<string, CatalogueModel>;

/** The known models, with the operator's own in place of those of the same key. */
export function createModelCatalogue(own: readonly CatalogueModel[]): ModelCatalogue {
  const known = KNOWN_MODELS.map((model) => CatalogueModel.parse(model));
  return new Map([...known, ...own].map((model) => [model.key, model]));
}

/** The model of a key, if it is one of this kind. */
export function findModel(
  catalogue: ModelCatalogue,
  kind: ModelKind,
  key: string,
): CatalogueModel | null {
  const model = catalogue.get(key);
  return model?.kind === kind ? model : null;
}

/** Models of one kind, in the catalogue's order. */
export function listModels(catalogue: ModelCatalogue, kind: ModelKind): CatalogueModel[] {
  return [...catalogue.values()].filter((model) => model.kind === kind);
}

/** A model and those that serve its key after it, one after another. */
export function successorsOf(catalogue: ModelCatalogue, key: string): string[] {
  const chain: string[] = [];
  for (let next: string | null = key; next !== null && !chain.includes(next);) {
    chain.push(next);
    next = catalogue.get(next)?.successor ?? null;
  }
  return chain;
}
