import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { KeyReference, ProviderSettings, ResolvedProvider } from "./provider-settings.ts";
import { ProvidersFile } from "./provider-settings.ts";

/** The file cannot be used; the message names what is wrong but never a value. */
export class ProvidersFileError extends Error {
  override readonly name = "ProvidersFileError";
}

/**
 * Reads the model servers of a node and the keys they refer to. Relative paths count from the
 * file's folder. Throws ProvidersFileError.
 */
export function readProvidersFile(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedProvider[] {
  const parsed = ProvidersFile.safeParse(readJson(path));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ProvidersFileError(faults.join("\n  "));
  }
  const { providers } = parsed.data;
  refuseRepeated(
    "provider",
    providers.map(({ name }) => name),
  );
  refuseRepeated(
    "model key",
    providers.flatMap(({ models }) => models.map((model) => `${model.kind} ${model.key}`)),
  );
  return providers.map((settings) => ({
    settings: withPaths(settings, dirname(path)),
    secret:
      settings.key === undefined
        ? null
        : readSecret(settings.name, settings.key, dirname(path), environment),
  }));
}

/** The environment variables that hold keys: no task child may inherit them. */
export function secretVariables(providers: readonly ResolvedProvider[]): string[] {
  return providers.flatMap(({ settings: { key } }) =>
    key !== undefined && "environment" in key ? [key.environment] : [],
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // The parse error would quote the text.
    throw new ProvidersFileError(`${path} is not a readable JSON file`);
  }
}

function readSecret(
  name: string,
  key: KeyReference,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const secret =
    "environment" in key
      ? environment[key.environment]
      : readText(resolve(folder, key.file), name)?.trim();
  if (secret === undefined || secret === "")
    throw new ProvidersFileError(`the key of ${name} is not there`);
  return secret;
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new ProvidersFileError(`the key file of ${name} cannot be read`);
  }
}

function withPaths(settings: ProviderSettings, folder: string): ProviderSettings {
  if (settings.type !== "comfyui") return settings;
  const models = settings.models.map((model) => ({
    ...model,
    workflow: resolve(folder, model.workflow),
  }));
  return { ...settings, models };
}

function refuseRepeated(what: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new ProvidersFileError(`${what} ${repeated} stands there twice`);
}
