import { existsSync } from "node:fs";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const edgeSetup = "test/edge/setup.ts";

/**
 * Three projects: `node` (plain Node.js), `edge` (inside workerd with real D1, R2, queues and
 * Durable Objects, storage isolated per file), `system` (the whole product, one file at a time).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: [
            "test/{contracts,edge-domain,edge-http,gpu-node,house,simulation,stores}/**/*.test.ts",
          ],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                OPERATOR_TOKEN: "test-operator-token-0123456789abcdef",
                JWT_HS256_SECRET: "test-jwt-secret-0123456789abcdef0123456789abcdef",
                LINK_SIGNING_KEY: "test-link-key-0123456789abcdef0123456789abcdef",
                TEST_MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "edge",
          include: ["test/edge/**/*.test.ts"],
          setupFiles: existsSync(edgeSetup) ? [edgeSetup] : [],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
