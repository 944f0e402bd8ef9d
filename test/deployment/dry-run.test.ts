import { expect, test } from "vitest";
import { rehearseDeployment } from "../../scripts/deployment/deploy.ts";
import { createWrangler } from "../../scripts/deployment/wrangler.ts";

/** Anything sent to Cloudflare would be refused here, and fail the rehearsal. */
const nowhere = {
  CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:9",
  CLOUDFLARE_API_TOKEN: "",
  CLOUDFLARE_ACCOUNT_ID: "",
};

test.for([
  { origin: "https://video.example.com", domain: true },
  { origin: "https://framefleet-production.me.workers.dev", domain: false },
])(
  "a rehearsal for $origin shows every step and builds the Worker",
  { timeout: 120_000 },
  async ({ origin, domain }) => {
    const said: string[] = [];
    const wrangler = createWrangler(nowhere);
    await rehearseDeployment(
      { origin, dryRun: true },
      { wrangler, say: (line) => said.push(line) },
    );
    const text = said.join("\n");
    for (const step of [
      "wrangler whoami --json",
      "wrangler d1 create framefleet\n",
      "wrangler r2 bucket create framefleet-media\n",
      "wrangler queues create framefleet-jobs\n",
      "wrangler queues create framefleet-jobs-dead\n",
      "wrangler queues create framefleet-webhooks\n",
      "wrangler queues create framefleet-webhooks-dead\n",
      "wrangler d1 migrations apply framefleet --env production --remote\n",
      "wrangler secret list --env production",
      `--var PUBLIC_ORIGIN:${origin}`,
      `${origin}/healthz`,
      "env.PUBLIC_ORIGIN",
      "Nothing was changed.",
    ]) {
      expect(text).toContain(step);
    }
    expect(text.includes("--domain video.example.com")).toBe(domain);
  },
);

test("a workers.dev address that is not this Worker's is refused at once", async () => {
  const origin = "https://video.me.workers.dev";
  const rehearsal = rehearseDeployment(
    { origin, dryRun: true },
    { wrangler: createWrangler(nowhere), say: () => {} },
  );
  await expect(rehearsal).rejects.toThrow("https://framefleet-production.<subdomain>.workers.dev");
});
