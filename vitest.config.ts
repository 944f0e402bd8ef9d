import { existsSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const edgeSetup = "test/edge/setup.ts";
/** Measures the process that it runs in. */
const memoryTest = "test/gpu-node/template/memory.test.ts";

/** What takes minutes first, so that no worker is left alone with it at the end. */
const slowFirst = [/\/test\/(?:system|pages)\//, /\/test\/conformance\//, /\/test\/edge\//];

/** Vitest's own order, the slow kinds of files before the others. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = slowFirst.findIndex((folder) => folder.test(moduleId));
      if (rank !== -1) return rank;
      // The only slow one among hundreds that are quick.
      return moduleId.endsWith("/simulation.test.ts") ? slowFirst.length : slowFirst.length + 1;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

/** The deployment of `wrangler.toml` inside workerd, with secrets of its own. */
function workerd() {
  return cloudflareTest(async () => ({
    wrangler: { configPath: "./wrangler.toml" },
    miniflare: {
      bindings: {
        PUBLIC_ORIGIN: "https://edge.test",
        OPERATOR_TOKEN: "test-operator-token-0123456789abcdef",
        JWT_HS256_SECRET: "test-jwt-secret-0123456789abcdef0123456789abcdef",
        LINK_SIGNING_KEY: "test-link-key-0123456789abcdef0123456789abcdef",
        TEST_MIGRATIONS: await readD1Migrations("./migrations"),
        FUZZ_REQUESTS: process.env["FUZZ_REQUESTS"] ?? "",
        FUZZ_SEED: process.env["FUZZ_SEED"] ?? "",
      },
    },
  }));
}

/**
 * Five projects: `node` (plain Node.js, in processes that run one file after the other), `alone`
 * (the same in a process of its own), `edge` (inside workerd with real D1, R2, queues and Durable
 * Objects, storage isolated per file), `conformance` (every API dialect, in workerd too), `system`
 * (the whole product, a deployment of its own for each file).
 */
export default defineConfig({
  test: {
    // By itself it would leave one of two cores to nobody.
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: "node",
          include: [
            "test/{contracts,deployment,documents,edge-domain,edge-http,gpu-node,house,simulation,stores}/**/*.test.ts",
          ],
          exclude: [memoryTest],
          pool: "forks",
          // A process for each file would spend most of its time on loading the same modules.
          isolate: false,
          // Ends what hangs; on a busy machine seconds of work take minutes.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: "alone", include: [memoryTest], pool: "forks", hookTimeout: 120_000 } },
      {
        plugins: [workerd()],
        test: {
          name: "edge",
          include: ["test/edge/**/*.test.ts"],
          setupFiles: existsSync(edgeSetup) ? [edgeSetup] : [],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        plugins: [workerd()],
        test: {
          name: "conformance",
          include: ["test/conformance/**/*.test.ts"],
          setupFiles: [edgeSetup],
          testTimeout: 120_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/{system,pages}/**/*.test.ts"],
          globalSetup: ["test/system/run-common-fleet.ts"],
          pool: "forks",
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
