import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const Config = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  vars: z.record(z.string(), z.string()),
  d1_databases: z.array(z.object({ database_id: z.string().optional() }).loose()),
  r2_buckets: z.array(z.unknown()),
  durable_objects: z.unknown(),
  migrations: z.array(z.unknown()),
  triggers: z.object({ crons: z.array(z.string()) }),
  observability: z.unknown(),
  queues: z.object({
    producers: z.array(z.unknown()),
    consumers: z.array(
      z.object({
        queue: z.string(),
        max_batch_size: z.number(),
        max_batch_timeout: z.number(),
        max_retries: z.number(),
        retry_delay: z.number(),
        dead_letter_queue: z.string().optional(),
      }),
    ),
  }),
});
const config = path.join(repositoryRoot, "wrangler.toml");
const local = Config.parse(unstable_readConfig({ config, env: "" }));
const production = Config.parse(unstable_readConfig({ config, env: "production" }));

test("production has every binding, trigger and queue setting that the tests run with", () => {
  const { queues, r2_buckets, durable_objects, migrations, triggers } = production;
  expect({ queues, r2_buckets, durable_objects, migrations, triggers }).toEqual({
    queues: local.queues,
    r2_buckets: local.r2_buckets,
    durable_objects: local.durable_objects,
    migrations: local.migrations,
    triggers: local.triggers,
  });
  // The local database has an id, which names its file.
  const withoutId = local.d1_databases.map((database) => ({ ...database, database_id: undefined }));
  expect(production.d1_databases).toEqual(withoutId);
  expect(production.compatibility_flags).toEqual(expect.arrayContaining(local.compatibility_flags));
  expect(Object.keys(production.vars)).toEqual(expect.arrayContaining(Object.keys(local.vars)));
});

test("production reaches public addresses alone, and nothing of a developer's machine", () => {
  expect(production.compatibility_flags).toContain("global_fetch_strictly_public");
  expect(production.vars).toMatchObject({
    ALLOW_LOOPBACK_CALLBACKS: "off",
    PROCEDURAL_FALLBACK: "off",
  });
});

test("every queue that is read has a dead-letter queue, and that one is read too", () => {
  const { consumers } = production.queues;
  const read = consumers.map(({ queue }) => queue);
  for (const { queue, dead_letter_queue } of consumers) {
    if (queue.endsWith("-dead")) expect(dead_letter_queue).toBeUndefined();
    else expect(read).toContain(dead_letter_queue);
  }
});

test("what the platform would log itself, addresses with signatures, it does not", () => {
  expect(production.observability).toMatchObject({
    enabled: true,
    logs: { enabled: true, invocation_logs: false },
  });
});

test("the compatibility date is not later than the installed workerd", async () => {
  const packageFile = createRequire(import.meta.url).resolve("workerd/package.json");
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(packageFile, "utf8")));
  const [, year, month, day] = /^1\.(\d{4})(\d{2})(\d{2})\./.exec(version) ?? [];
  for (const { compatibility_date: date } of [local, production]) {
    expect(date <= `${year}-${month}-${day}`, `${date} against workerd ${version}`).toBe(true);
  }
});
