import path from "node:path";
import { unstable_readConfig } from "wrangler";
import { z } from "zod";
import { repositoryRoot } from "../house/run-tool.ts";

const Config = z.object({
  name: z.string(),
  d1_databases: z.tuple([z.object({ database_name: z.string() })]),
  r2_buckets: z.array(z.object({ bucket_name: z.string() })),
  queues: z.object({
    producers: z.array(z.object({ queue: z.string() })),
    consumers: z.array(z.object({ queue: z.string(), dead_letter_queue: z.string().optional() })),
  }),
  vars: z.object({ JWT_JWKS_URL: z.string() }),
});

/** What a deployment to production needs to exist in the account. */
export type ProductionConfig = {
  workerName: string;
  database: string;
  buckets: readonly string[];
  /** Dead-letter queues too. */
  queues: readonly string[];
  /** Empty: tokens are signed with JWT_HS256_SECRET. */
  jwksUrl: string;
};

/** Reads `[env.production]` of wrangler.toml. Throws when a part is missing there. */
export function readProductionConfig(): ProductionConfig {
  const config = Config.parse(
    unstable_readConfig({
      config: path.join(repositoryRoot, "wrangler.toml"),
      env: "production",
    }),
  );
  const { producers, consumers } = config.queues;
  const queues = new Set([
    ...producers.map(({ queue }) => queue),
    ...consumers.flatMap((consumer) => [consumer.queue, consumer.dead_letter_queue ?? []].flat()),
  ]);
  return {
    workerName: config.name,
    database: config.d1_databases[0].database_name,
    buckets: config.r2_buckets.map((bucket) => bucket.bucket_name),
    queues: [...queues],
    jwksUrl: config.vars.JWT_JWKS_URL,
  };
}
