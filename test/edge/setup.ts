import { applyD1Migrations, env } from "cloudflare:test";
import type { D1Migration } from "cloudflare:test";
import type { Env } from "../../edge/composition.ts";

// Every test file starts with an empty database that has the product's schema.
const bindings = env as unknown as Env & { TEST_MIGRATIONS: D1Migration[] };
await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
