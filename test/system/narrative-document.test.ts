import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { compareShape } from "../documents/compare-shape.ts";
import { readBlock } from "../documents/read-block.ts";
import { readExample } from "../documents/read-example.ts";
import { runCurlBlock } from "../documents/run-block.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";
import { receiveWebhooks, type WebhookReceiver } from "./receive-webhooks.ts";

const block = (name: string) => readBlock("narrative", name);
const example = (name: string) => readExample(block(`${name}.json`));
const Link = z.url();
const Result = z.object({
  videoUrl: Link,
  thumbnailUrl: Link,
  captionsUrl: Link,
  captions: z.object({ srt: Link, vtt: Link }),
  scenes: z.array(
    z.object({ text: z.string().nullable(), start: z.number(), end: z.number(), image: Link }),
  ),
  durationSeconds: z.number(),
  procedural: z.boolean(),
});
const Status = z.object({
  status: z.string(),
  progress: z.number(),
  message: z.string(),
  result: Result.optional(),
});
const Submission = z.object({ request_id: z.uuid() });

let fleet: CommonFleet;
let receiver: WebhookReceiver;
beforeAll(async () => {
  [fleet, receiver] = await Promise.all([joinCommonFleet(), receiveWebhooks()]);
});
afterAll(() => {
  receiver?.close();
});

test("the document's curl lines create a narrative and ask for it; refusals are its own", async () => {
  const { origin, apiKey } = fleet.deployment;
  const local = [
    ["https://api.yourserver.com", origin],
    ["YOUR_API_KEY_HERE", apiKey],
  ] as const;
  const created = await runCurlBlock(block("create.sh"), {
    replace: [...local, ["https://yourwebhook.com/hook", receiver.url]],
  });
  expect([created.exitCode, created.statuses]).toEqual([0, [200]]);
  const submission: unknown = JSON.parse(created.standardOutput);
  expect(compareShape(example("created"), submission)).toEqual([]);
  const { request_id: id } = Submission.parse(submission);
  const asked = await runCurlBlock(block("status.sh"), { replace: [...local, ["abc12345", id]] });
  expect([asked.exitCode, asked.statuses]).toEqual([0, [200]]);
  const status: unknown = JSON.parse(asked.standardOutput);
  expect(compareShape(example("in-progress"), status, { extra: ["result"] })).toEqual([]);
  const missing = await runCurlBlock(block("status.sh"), {
    replace: [...local, ["?request_id=abc12345", ""]],
  });
  expect([missing.statuses, JSON.parse(missing.standardOutput)]).toEqual([
    [400],
    example("missing-id"),
  ]);
  const statusOf = async (key: string) =>
    (
      await runCurlBlock(block("status.sh"), {
        replace: [
          ["https://api.yourserver.com", origin],
          ["YOUR_API_KEY_HERE", key],
        ],
      })
    ).statuses;
  expect([await statusOf(""), await statusOf("wrong"), await statusOf(apiKey)]).toEqual([
    [400],
    [401],
    [404],
  ]);
});

test("the narrative's webhooks arrive in order, signed, and its files can be had", async () => {
  const bodies: z.infer<typeof Status>[] = [];
  for (;;) {
    const { body, headers } = await receiver.next();
    const { webhookSecret } = fleet.deployment;
    const payload = new Webhook(webhookSecret).verify(body, headers);
    const extra = { extra: ["progress", "result"], missing: ["result"], free: ["result"] };
    expect(compareShape(example("webhook"), payload, extra)).toEqual([]);
    bodies.push(Status.parse(payload));
    if (bodies.at(-1)?.status !== "IN_PROGRESS") break;
  }
  expect(bodies.map(({ status, progress }) => `${status} ${progress}`)).toEqual([
    ...[0, 25, 50, 75].map((progress) => `IN_PROGRESS ${progress}`),
    "COMPLETED 100",
  ]);
  const result = Result.parse(bodies.at(-1)?.result);
  await expectFilm(result, 2);
  expect(result.scenes.map(({ text }) => text)).toEqual(["Scene 1", "Scene 2"]);
}, 300_000);

test("a movie is as long as it was asked for", async () => {
  const request = {
    input: {
      prompt: "A red boat on a calm lake at dawn",
      aspect_ratio: "1:1",
      image_model: "IMAGEN3",
      video_model: "KLINGIMGTOVIDPRO",
      duration: 6,
    },
  };
  const submitted = await ask("POST", "/v1/video/create_movie", request);
  expect(compareShape(example("response"), submitted)).toEqual([]);
  const { request_id: id } = Submission.parse(submitted);
  let progress = 0;
  for (;;) {
    const answer = await ask("GET", `/v1/video/status?request_id=${id}`);
    expect(compareShape(readExample(block("status.txt")), answer, { missing: ["result"] })).toEqual(
      [],
    );
    const status = Status.parse(answer);
    expect(status.progress).toBeGreaterThanOrEqual(progress);
    progress = status.progress;
    if (status.result) {
      expect(Math.abs(status.result.durationSeconds - 6)).toBeLessThanOrEqual(0.5);
      await expectFilm(status.result, 3);
      break;
    }
    expect(["PENDING", "IN_PROGRESS"]).toContain(status.status);
    await sleep(250);
  }
}, 300_000);

async function expectFilm(result: z.infer<typeof Result>, scenes: number): Promise<void> {
  expect(result.procedural).toBe(true);
  expect(result.scenes).toHaveLength(scenes);
  expect(result.scenes.at(-1)?.end).toBeCloseTo(result.durationSeconds, 0);
  const links = [
    [result.videoUrl, "video/mp4"],
    [result.thumbnailUrl, "image/png"],
    [result.captionsUrl, "text/vtt"],
    ...result.scenes.map(({ image }) => [image, "image/png"]),
  ];
  for (const [link = "", type] of links) {
    const answer = await fetch(link, { headers: { range: "bytes=0-99" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([206, type]);
    await answer.arrayBuffer();
  }
  const captions = await (await fetch(result.captionsUrl)).text();
  expect(captions).toMatch(/^WEBVTT/);
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const { origin, apiKey } = fleet.deployment;
  const answer = await fetch(origin + path, {
    method,
    headers: { api_key: apiKey, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}
