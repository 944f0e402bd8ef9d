import { z } from "zod";
import type { ToolResult } from "../house/run-tool.ts";
import type { ProductionConfig } from "./production-config.ts";

/** Something that must exist in the account before the Worker is deployed. */
export type Resource = {
  /** How messages call it. */
  label: string;
  /** The command that tells whether it is there. */
  look: readonly string[];
  /** Reads that command's answer; null when it says neither. */
  isPresent: (answer: ToolResult) => boolean | null;
  create: readonly string[];
};

const Databases = z.array(z.object({ name: z.string() }));

/** Everything that wrangler.toml names for production, in the order it is made. */
export function listResources(config: ProductionConfig): Resource[] {
  return [
    databaseResource(config.database),
    ...config.buckets.map(bucketResource),
    ...config.queues.map(queueResource),
  ];
}

function databaseResource(name: string): Resource {
  return {
    label: `D1 database ${name}`,
    look: ["d1", "list", "--json"],
    isPresent: ({ exitCode, standardOutput }) =>
      exitCode === 0
        ? Databases.parse(JSON.parse(standardOutput)).some((database) => database.name === name)
        : null,
    create: ["d1", "create", name],
  };
}

function bucketResource(name: string): Resource {
  return {
    label: `R2 bucket ${name}`,
    look: ["r2", "bucket", "info", name, "--json"],
    // 10006 is R2's code for a bucket that does not exist.
    isPresent: (answer) => presence(answer, /\[code: 10006\]/),
    create: ["r2", "bucket", "create", name],
  };
}

function queueResource(name: string): Resource {
  return {
    label: `queue ${name}`,
    look: ["queues", "info", name],
    isPresent: (answer) => presence(answer, /Queue "[^"]+" does not exist/),
    create: ["queues", "create", name],
  };
}

function presence(answer: ToolResult, absent: RegExp): boolean | null {
  if (answer.exitCode === 0) return true;
  return absent.test(`${answer.standardOutput}${answer.standardError}`) ? false : null;
}
