import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deploy } from "../../scripts/deployment/deploy.ts";
import { createWrangler } from "../../scripts/deployment/wrangler.ts";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";
import { FakeCloudflare } from "../fakes/fake-cloudflare.ts";

const origin = "https://video.example.com";
const workerName = "framefleet-production";
let cloudflare: FakeCloudflare;
let said: string[];
let asked: string[];

beforeEach(async () => {
  cloudflare = new FakeCloudflare();
  said = [];
  asked = [];
  await cloudflare.listen();
});
afterEach(() => cloudflare.close());

/** The product's deployment with the real wrangler; only Cloudflare is not Cloudflare. */
function deployToFake(): Promise<void> {
  const { environment } = cloudflare;
  return deploy(
    { origin, dryRun: false },
    {
      wrangler: createWrangler(environment),
      accountId: environment["CLOUDFLARE_ACCOUNT_ID"],
      waitUntilHealthy: async (askedOrigin) => void asked.push(askedOrigin),
      say: (line) => said.push(line),
    },
  );
}

/** Some thirty runs of wrangler, a second of work each. */
const timeout = 600_000;

test(
  "an empty account gets a deployment, also after one that broke off half-way",
  { timeout },
  async () => {
    const configFile = path.join(repositoryRoot, "wrangler.toml");
    const configText = await readFile(configFile, "utf8");
    cloudflare.fault = (call) => (call.endsWith("/schedules") ? 400 : undefined);
    await expect(deployToFake()).rejects.toThrow(/wrangler deploy[^]*a fault of the test/);

    expect(asked).toEqual([]);
    const worker = cloudflare.workers.get(workerName);
    const token = worker?.secrets.get("OPERATOR_TOKEN") ?? "";
    const linkKey = worker?.secrets.get("LINK_SIGNING_KEY") ?? "";
    expect(token).toMatch(/^ffop_[\w-]{43}$/);
    expect(linkKey).toMatch(/^[\w-]{64}$/);
    // The upload came through, so this was the only chance to see the token.
    expect(said.join("\n").split(token)).toHaveLength(2);
    expect(said.join("\n")).not.toContain(linkKey);

    cloudflare.fault = () => undefined;
    const [madeBefore, secretsBefore] = [cloudflare.made(), new Map(worker?.secrets)];
    said = [];
    await deployToFake();
    expect(asked).toEqual([origin]);
    expect(cloudflare.made()).toEqual(madeBefore);
    expect(cloudflare.workers.get(workerName)?.secrets).toEqual(secretsBefore);
    for (const secret of secretsBefore.values()) expect(said.join("\n")).not.toContain(secret);
    expect(said.filter((line) => line.startsWith("found  "))).toHaveLength(madeBefore.length);
    expect(await readFile(configFile, "utf8")).toBe(configText);

    const { metadata, triggers } = cloudflare.workers.get(workerName) ?? {};
    const database = cloudflare.databases.get("framefleet");
    expect(metadata?.compatibility_flags).toContain("global_fetch_strictly_public");
    expect(metadata?.bindings).toContainEqual({
      name: "PUBLIC_ORIGIN",
      type: "plain_text",
      text: origin,
    });
    expect(metadata?.bindings).toContainEqual({ name: "DB", type: "d1", id: database?.uuid });
    expect(triggers?.join("\n")).toContain('"hostname":"video.example.com"');
    expect(database?.sql.prepare("SELECT count(*) AS count FROM jobs").get()).toEqual({ count: 0 });
    expect(cloudflare.queues.get("framefleet-jobs")?.consumer).toMatchObject({
      dead_letter_queue: "framefleet-jobs-dead",
      settings: { max_retries: 5, retry_delay: 2 },
    });
  },
);
