/** The wrangler commands of a deployment, apart from those that make a resource. */

const environment = ["--env", "production"];

export const whoAmI = ["whoami", "--json"];

export const listSecrets = ["secret", "list", ...environment, "--format", "json"];

export const applyMigrations = (database: string) => [
  "d1",
  "migrations",
  "apply",
  database,
  ...environment,
  "--remote",
];

/**
 * Uploads the Worker. A host outside workers.dev becomes a custom domain of it.
 * @param secretsFile JSON of secrets that are set with this version; null for none
 */
export function deployWorker(origin: string, secretsFile: string | null): string[] {
  const { hostname } = new URL(origin);
  return [
    "deploy",
    ...environment,
    "--var",
    `PUBLIC_ORIGIN:${origin}`,
    ...(hostname.endsWith(".workers.dev") ? [] : ["--domain", hostname]),
    ...(secretsFile === null ? [] : ["--secrets-file", secretsFile]),
  ];
}
