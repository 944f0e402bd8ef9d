import { existsSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const edgeSetup = "test/edge/setup.ts";

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
 * Four projects: `node` (plain Node.js), `edge` (inside workerd with real D1, R2, queues and
 * Durable Objects, storage isolated per file), `conformance` (every API dialect, in workerd too),
 * `system` (the whole product, a deployment of its own for each file).
 */
export default defineConfig({
  test: {
    // By itself it would leave one of two cores to nobody.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "node",
          include: [
            "test/{contracts,deployment,documents,edge-domain,edge-http,gpu-node,house,simulation,stores}/**/*.test.ts",
          ],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
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
          globalSetup: ["test/system/shared-folder.ts"],
          pool: "forks",
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
