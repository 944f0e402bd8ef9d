import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compareShape } from "../documents/compare-shape.ts";
import { readBlock } from "../documents/read-block.ts";
import { readExample } from "../documents/read-example.ts";
import { runCurlBlock, runJavaScriptBlock } from "../documents/run-block.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";

const block = (name: string) => readBlock("video-jobs", name);
const example = (name: string) => readExample(block(`${name}.json`));
const client = block("client.js");
/** The document's client without the lines that show its use. */
const clientAlone = client.slice(0, client.indexOf("// Usage Example"));
/** What product and document have of a job that its shorter examples leave out. */
const MORE_FIELDS = ["cloudinaryUrl", "errorMessage", "procedural", "completedAt"];
const FIELDS = [...Object.keys(example("created") as object), ...MORE_FIELDS];
const Job = z.object({ id: z.uuid(), status: z.string(), cloudinaryUrl: z.url().nullable() });

let fleet: CommonFleet;
beforeAll(async () => {
  fleet = await joinCommonFleet();
});

test("the document's client runs as it stands: it creates a job and polls it to its end", async () => {
  const { origin, jwt } = fleet.deployment;
  const result = await runJavaScriptBlock(client, {
    replace: [["https://api.example.com", origin]],
    prelude: `globalThis.userToken = ${JSON.stringify(jwt)};`,
    limitSeconds: 280,
  });
  expect([result.exitCode, result.standardError]).toEqual([0, ""]);
  expect(result.standardOutput).toMatch(/^Job created: [0-9a-f-]{36}\n/);
  expect(result.standardOutput).toContain("Status: SUCCEEDED (100%)\n");
  const [, link = ""] = /^Video ready: (\S+)$/m.exec(result.standardOutput) ?? [];
  const video = await fetch(link);
  expect([video.status, video.headers.get("content-type")]).toEqual([200, "video/mp4"]);
  expect((await video.arrayBuffer()).byteLength).toBeGreaterThan(10_000);

  const { jobs } = await list();
  const [done] = jobs;
  expect(compareShape(example("succeeded"), done, { extra: FIELDS })).toEqual([]);
  expect(done).toMatchObject({
    status: "SUCCEEDED",
    statusMessage: "Video generation completed successfully!",
    progressPercentage: 100,
    model: "veo-3.1-fast-generate-preview",
    resolution: "1080p",
    procedural: true,
  });
}, 300_000);

test("the document's client lists, deletes, and says what lacks", async () => {
  const { origin, jwt } = fleet.deployment;
  const own = `
    const client = new VideoGenerationClient(${JSON.stringify(`${origin}/api/v1`)}, userToken);
    const before = await client.listJobs();
    for (const job of before.jobs) await client.deleteJob(job.id);
    const made = await client.createJob({
      model: "veo-3.1-fast-generate-preview",
      resolution: "720p",
      aspectRatio: "9:16",
      durationSeconds: 4,
      initialImage: new Blob([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")]),
    });
    // A job only ever goes on to the next of them, so one of the lists has it.
    const lists = [];
    for (const status of ["PENDING", "RUNNING", "FAILED"]) {
      const { jobs } = await client.listJobs(status, 10);
      lists.push({ found: jobs.some(({ id }) => id === made.id), strays: jobs.filter((job) => job.status !== status) });
    }
    await client.deleteJob(made.id);
    const after = await client.listJobs(null, 10);
    const refused = await client
      .createJob({ prompt: "p", model: "other", resolution: "720p", aspectRatio: "16:9" })
      .catch((error) => error.message);
    console.log(JSON.stringify({ before, made, lists, after, refused }));
  `;
  const result = await runJavaScriptBlock(clientAlone + own, {
    prelude: `globalThis.userToken = ${JSON.stringify(jwt)};`,
  });
  expect([result.exitCode, result.standardError]).toEqual([0, ""]);
  const said = JSON.parse(result.standardOutput) as Record<string, unknown>;
  expect(compareShape({ jobs: [], total: 42 }, said["before"])).toEqual([]);
  expect(compareShape(example("created"), said["made"], allowed())).toEqual([]);
  expect(said).toMatchObject({
    made: { status: "PENDING", aspectRatio: "9:16", durationSeconds: 4, prompt: null },
    lists: Array.from({ length: 3 }, () => ({ strays: [] })),
    after: { jobs: [], total: 0 },
    refused: "Failed to create job: Bad Request",
  });
  expect(said["lists"]).toContainEqual({ found: true, strays: [] });
});

test("the document's curl lines create, poll and list", async () => {
  const { origin, jwt } = fleet.deployment;
  const local = [
    ["http://localhost:8000", origin],
    ["YOUR_TOKEN", jwt],
  ] as const;
  const created = await runCurlBlock(block("create.sh"), { replace: local });
  expect([created.exitCode, created.statuses]).toEqual([0, [202]]);
  const job: unknown = JSON.parse(created.standardOutput);
  expect(compareShape(example("created"), job, allowed())).toEqual([]);
  expect(job).toMatchObject({
    status: "PENDING",
    statusMessage: "Job queued for processing",
    durationSeconds: 8,
    tokensConsumed: 50,
    logs: [{ level: "info", message: "📝 Job created" }],
  });
  const { id } = Job.parse(job);
  const polled = await runCurlBlock(block("poll.sh"), { replace: [...local, ["JOB_ID", id]] });
  expect([polled.exitCode, polled.statuses]).toEqual([0, [200]]);
  const running = { extra: FIELDS };
  expect(compareShape(example("running"), JSON.parse(polled.standardOutput), running)).toEqual([]);
  const listed = await runCurlBlock(block("list.sh"), { replace: local });
  expect([listed.exitCode, listed.statuses]).toEqual([0, [200]]);
  expect(JSON.parse(listed.standardOutput)).toMatchObject({ jobs: [{ id }], total: 1 });
  expect((await ask("POST", `/${id}/cancel`)).status).toBe(200);
});

test("errors are the document's very answers", async () => {
  const request = example("request") as object;
  const wrong = await ask("POST", "", { ...request, resolution: "480p" });
  expect([wrong.status, wrong.json]).toEqual([400, example("error-400")]);
  const apiKey = await createPoorAccount();
  const poor = await ask("POST", "", request, apiKey);
  expect([poor.status, poor.json]).toEqual([402, example("error-402")]);
  const accepted: string[] = [];
  for (;;) {
    const answer = await ask("POST", "", { ...request, mockMode: "true" });
    if (answer.status !== 202) {
      expect([answer.status, answer.json]).toEqual([429, example("error-429")]);
      break;
    }
    accepted.push(Job.parse(answer.json).id);
    expect(accepted.length).toBeLessThan(30);
  }
  expect(accepted.length).toBeGreaterThanOrEqual(13);
  for (const id of accepted) expect((await ask("DELETE", `/${id}`)).status).toBe(204);
});

const allowed = () => ({ extra: MORE_FIELDS, nullable: ["prompt"] });
const List = z.object({ jobs: z.array(Job.loose()), total: z.int() });
const list = async () => List.parse((await ask("GET", "")).json);

async function ask(method: string, path: string, body?: object, credential?: string) {
  const { origin, jwt } = fleet.deployment;
  const answer = await fetch(`${origin}/api/v1/video-jobs${path}`, {
    method,
    headers: {
      authorization: `Bearer ${credential ?? jwt}`,
      "content-type": "application/json",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text === "" ? null : (JSON.parse(text) as unknown) };
}

/** An account with the tokens of the document's example. */
async function createPoorAccount(): Promise<string> {
  const { origin, operatorToken } = fleet.deployment;
  const post = async (path: string, body: object) => {
    const answer = await fetch(origin + path, {
      method: "POST",
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { id: string; apiKey: string };
  };
  const { id } = await post("/api/v2/accounts", { name: "poor", tokens: 20 });
  return (await post(`/api/v2/accounts/${id}/keys`, { name: "key" })).apiKey;
}
