import { parseArgs } from "node:util";

/** What `npm run deploy` was asked for. */
export type DeployOptions = {
  /** Where clients will reach the edge: `https://host`. */
  origin: string;
  /** Shows what would be done; needs neither an account nor a network. */
  dryRun: boolean;
};

export const deployUsage = `npm run deploy -- --origin https://host [--dry-run]

  --origin   where clients reach the edge: https://framefleet-production.<subdomain>.workers.dev,
             or a host of a zone in the account (a custom domain is made for it);
             also read from PUBLIC_ORIGIN
  --dry-run  prints every step and builds the Worker, changes nothing, needs no account
`;

/**
 * Reads the command line and, for the origin, the environment.
 * Throws an Error fit to show when the origin is missing or cannot be a public one.
 */
export function readDeployOptions(
  commandLine: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): DeployOptions | "help" {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      origin: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const dryRun = values["dry-run"];
  const given = values.origin ?? environment["PUBLIC_ORIGIN"] ?? "";
  if (given === "" && !dryRun) throw new Error(`--origin is missing.\n\n${deployUsage}`);
  return { origin: readOrigin(given === "" ? "https://framefleet.example" : given), dryRun };
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.href !== `${url.origin}/` || url.protocol !== "https:") {
    throw new Error(`--origin takes https:// and a host, nothing behind it, not "${text}"`);
  }
  if (url.port !== "" || !/^([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/.test(url.hostname)) {
    throw new Error(`--origin takes a public host name without a port, not "${url.host}"`);
  }
  return url.origin;
}
