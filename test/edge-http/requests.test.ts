import { describe, expect, test } from "vitest";
import { createSecrets } from "../../edge/adapters/secrets.ts";
import { RenderVideoRequest } from "../../edge/dialects/render-video/schemas.ts";
import { parseRequest } from "../../edge/http/parse-request.ts";
import { presentNotification } from "../../edge/dialects/render-video/convert.ts";
import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import type { Services } from "../../edge/domain/services.ts";
import { readIdempotencyKey } from "../../edge/http/idempotency-key.ts";
import { readJsonBody } from "../../edge/http/json-body.ts";
import { parseRange } from "../../edge/http/range.ts";

const now = 1_800_000_000_000;
const services = {
  clock: { now: () => now },
  secrets: createSecrets("master-key-0123456789abcdef-0123456789"),
} as unknown as Services;
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  new Request("https://edge.example/api/v1/render-video", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

test.each([
  [null, { kind: "whole" }],
  ["bytes=0-0", { kind: "part", offset: 0, length: 1 }],
  ["bytes=5-", { kind: "part", offset: 5, length: 5 }],
  ["bytes=-3", { kind: "part", offset: 7, length: 3 }],
  ["bytes=-99", { kind: "part", offset: 0, length: 10 }],
  ["bytes=8-99", { kind: "part", offset: 8, length: 2 }],
  ["bytes=10-", { kind: "unsatisfiable" }],
  ["bytes=-0", { kind: "unsatisfiable" }],
  ["bytes=0-1,4-5", { kind: "whole" }],
  ["bytes=0-0,-1", { kind: "whole" }],
  [`bytes=${"9".repeat(400)}-`, { kind: "unsatisfiable" }],
  [`bytes=0-${"9".repeat(400)}`, { kind: "part", offset: 0, length: 10 }],
  ["bytes=5-2", { kind: "whole" }],
  ["bytes=-", { kind: "whole" }],
  ["items=0-1", { kind: "whole" }],
])("Range %s of ten bytes", (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

describe("JSON bodies", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  test("good ones are parsed", async () => {
    expect(await readJsonBody(post('{"a":[{"b":1},{"b":2}],"c":"{\\"a\\":1}"}'))).toEqual({
      a: [{ b: 1 }, { b: 2 }],
      c: '{"a":1}',
    });
    await expect(readJsonBody(post(nested(64)))).resolves.toBeDefined();
  });
  test.each([
    ["too deep", nested(65)],
    ["far too deep", nested(5000)],
    ["not JSON", "{"],
    ["empty", ""],
    ["repeated key", '{"a":1,"a":2}'],
    ["repeated key, escaped", '{"a":1,"\\u0061":2}'],
    ["__proto__", '{"__proto__":{}}'],
    ["__proto__, escaped", '{"\\u005f_proto__":{}}'],
    ["bad UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("%s is refused", async (_name, body) => {
    await expect(readJsonBody(post(body))).rejects.toMatchObject({ code: "invalid-request" });
  });
  test("size and type have their own codes", async () => {
    const large = post(`"${"a".repeat(1024 * 1024)}"`);
    await expect(readJsonBody(large)).rejects.toMatchObject({ code: "payload-too-large" });
    const text = post("{}", { "content-type": "text/plain" });
    await expect(readJsonBody(text)).rejects.toMatchObject({ code: "unsupported-media-type" });
  });
});

test("an idempotency key is read quoted or bare, over a body in any order", async () => {
  const read = (key: string, body: unknown) =>
    readIdempotencyKey(services, post("{}", { "idempotency-key": key }), body);
  expect(await read('"k"', { a: 1, b: 2 })).toEqual(await read("k", { b: 2, a: 1 }));
  expect((await read("k", { a: 2 }))?.bodyHash).not.toBe((await read("k", { a: 1 }))?.bodyHash);
  expect(await readIdempotencyKey(services, post("{}"), {})).toBeNull();
  await expect(read("k".repeat(256), {})).rejects.toMatchObject({ code: "invalid-request" });
});

const good = { prompt: "a sunset", resolution: "1080p", duration: 60, format: "mp4" };
test.each([
  [
    { ...good, resolution: "4k" },
    "The resolution parameter is invalid. Please use '720p' or '1080p'.",
  ],
  [{ ...good, prompt: " " }, /prompt/],
  [{ ...good, prompt: 5 }, /prompt/],
  [{ ...good, prompt: undefined }, /prompt/],
  [{ ...good, prompt: "a".repeat(4001) }, /prompt/],
  [{ ...good, duration: 0 }, /duration/],
  [{ ...good, duration: 121 }, /duration/],
  [{ ...good, duration: "60" }, /duration/],
  [{ ...good, format: "mkv" }, /format/],
  [{ ...good, callback_url: 5 }, /callback_url/],
  [[], /object/],
  [null, /object/],
])("%j is refused with its own message", (body, message) => {
  expect(() => parseRequest(RenderVideoRequest, body)).toThrow(message);
});
test("unknown fields change nothing", () => {
  expect(parseRequest(RenderVideoRequest, { ...good, status: "completed", cost: 0 })).toEqual(good);
});

describe("notifications", () => {
  const base = { eventId: "e", jobId: "0198c000-0000-7000-8000-000000000001", at: 1 };
  const link = (path: string) => Promise.resolve(`https://edge.example${path}?signed`);
  const tell = (event: object, progress = false) =>
    presentNotification(
      { kind: "event", entry: { seq: 7, event } } as unknown as FeedMessage,
      { progress },
      link,
    );
  test("a finished job reads as the document has it", async () => {
    const media = { container: "mp4", width: 1920, height: 1080, durationSeconds: 60 };
    const event = { ...base, dialect: "render-video", type: "job-completed", media, outputs: [] };
    expect(await tell(event)).toEqual({
      type: "job_complete",
      job_id: base.jobId,
      status: "completed",
      video_url: `https://edge.example/videos/${base.jobId}.mp4?signed`,
      thumbnail_url: `https://edge.example/thumbnails/${base.jobId}.png?signed`,
      message: "Your video has been successfully rendered and is available for download.",
      duration: 60,
      resolution: "1080p",
      format: "mp4",
      seq: 7,
    });
  });
  test.each(["job-failed", "job-cancelled"])("%s is an error with its seq", async (type) => {
    const event = { ...base, dialect: "render-video", type, code: "c", message: "why" };
    expect(await tell(event)).toMatchObject({ type: "error", status: type.slice(4), seq: 7 });
  });
  test("other events and dialects are told only with progress, then without a gap", async () => {
    for (const dialect of ["render-video", "velocity"]) {
      const event = { ...base, dialect, type: "job-queued", kind: "generate-video" };
      expect(await tell(event)).toBeNull();
      expect(await tell(event, true)).toMatchObject({ type: "job_queued", seq: 7 });
    }
    const foreign = { ...base, dialect: "velocity", type: "job-cancelled" };
    expect(await tell(foreign)).toBeNull();
    expect(await tell(foreign, true)).toMatchObject({ type: "job_cancelled", seq: 7 });
  });
});
