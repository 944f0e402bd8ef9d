import { beforeAll, describe, expect, it } from "vitest";
import { call, callJson, createCustomer, enrolNode, VIDEO } from "./edge-client.ts";
import {
  createRender,
  ENCODER,
  failLease,
  PNG_BYTES,
  readyTemplate,
  takeLease,
  UNKNOWN,
  velocity,
} from "./velocity-client.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const BUDGET = 300_000;

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode();
  await node.hello();
});

async function withTemplate(account: object = {}) {
  const customer = await createCustomer(account);
  const client = velocity(customer);
  return { customer, client, templateId: await readyTemplate(client, node) };
}

describe("a direct render", () => {
  it("is created, watched, downloaded and deleted", async () => {
    const { client, templateId } = await withTemplate();
    const request = { templateId, name: "Direct Video", encoderConfig: ENCODER };
    const created = await client.json<{ renderId: string }>(200, "POST", "/Render", request);
    const { renderId } = created;
    expect(created).toEqual({ renderId, status: "pending" });
    const origin = {
      renderId,
      name: "Direct Video",
      templateInstanceId: null,
      campaignId: null,
      templateInstanceName: null,
      templateId,
      templateName: "promo",
      isDirectRender: true,
    };
    const pending = {
      ...origin,
      status: "pending",
      videoDownloadUrl: null,
      startedAt: null,
      completedAt: null,
      renderTimeMilliseconds: null,
      sizeBytes: null,
      reason: null,
    };
    expect(await client.json(200, "GET", `/render/${renderId}/status`)).toEqual(pending);
    expect(await client.json(200, "GET", "/render/active")).toEqual([pending]);
    await client.json(404, "GET", `/render/renders/${renderId}`);
    await client.json(404, "GET", `/render/${renderId}/download`);

    const lease = await takeLease(node, renderId);
    expect(lease.spec).toMatchObject({
      kind: "render-template",
      inputs: [{ role: "template" }],
      parameters: {
        frames: { start: 0, end: 300 },
        width: 1920,
        height: 1080,
        framesPerSecond: { numerator: 30, denominator: 1 },
        encoding: { codec: "h264", bitsPerSecond: 5_000_000, rateControl: "vbr", preset: 2 },
        customizations: [],
        // What its hold and the rest of the budget can pay for.
        maximumMilliseconds: BUDGET,
      },
    });
    const started = { startedAt: expect.stringMatching(TIME) as string };
    expect(await client.json(200, "GET", `/render/${renderId}/status`)).toEqual({
      ...pending,
      ...started,
      status: "processing",
    });
    await client.json(400, "DELETE", `/render/${renderId}`);
    await (await node.work(lease)).text();

    const videoDownloadUrl = `/render/${renderId}/download`;
    const done = { videoDownloadUrl, renderTimeMilliseconds: 1000, sizeBytes: VIDEO.length };
    const ended = { completedAt: expect.stringMatching(TIME) as string };
    const completed = { ...pending, ...started, ...ended, ...done, status: "completed" };
    expect(await client.json(200, "GET", `/render/${renderId}/status`)).toEqual(completed);
    expect(await client.json(200, "GET", "/render/history")).toEqual([completed]);
    const { completedAt } = await client.json(200, "GET", `/render/${renderId}/status`);
    const render = { ...origin, ...done, renderedAt: completedAt };
    expect(await client.json(200, "GET", `/render/renders/${renderId}`)).toEqual(render);
    expect(await client.json(200, "GET", "/render/all?take=1000")).toEqual([render]);

    const video = await client.send("GET", videoDownloadUrl, undefined, { range: "bytes=0-3" });
    expect([video.status, (await video.arrayBuffer()).byteLength]).toEqual([206, 4]);
    expect(video.headers.get("content-type")).toBe("video/mp4");
    expect(video.headers.get("content-disposition")).toMatch(/^attachment; filename="Direct Video/);
    await client.json(409, "POST", `/render/${renderId}/cancel`);

    expect(await client.json(200, "DELETE", `/render/${renderId}`)).toEqual({
      message: "Render deleted successfully",
    });
    for (const path of [`/render/${renderId}/status`, videoDownloadUrl]) {
      await client.json(404, "GET", path);
    }
    expect(await client.json(200, "GET", "/render/history")).toEqual([]);
  });

  it("is cancelled once, and says why it failed", async () => {
    const { client, templateId } = await withTemplate();
    const waiting = await createRender(client, { templateId });
    expect(await client.json(200, "POST", `/render/${waiting}/cancel`)).toMatchObject({
      renderId: waiting,
      status: "cancelled",
    });
    expect(await client.json(409, "POST", `/render/${waiting}/cancel`)).toEqual({
      status: 409,
      title: "Conflict",
      message: "The render is already cancelled.",
    });
    const failing = await createRender(client, { templateId });
    await failLease(node, await takeLease(node, failing), "Insufficient VM budget mid-render");
    expect(await client.json(200, "GET", "/render/history?status=failed")).toMatchObject([
      { renderId: failing, status: "failed", reason: "Insufficient VM budget mid-render" },
    ]);
    expect(await client.json(200, "GET", "/render/history?status=cancelled")).toMatchObject([
      { renderId: waiting },
    ]);
    const running = await createRender(client, { templateId });
    const lease = await takeLease(node, running);
    expect(await client.json(200, "POST", `/render/${running}/cancel`)).toMatchObject({
      status: "cancelling",
    });
    const stopped = { reason: "cancelled", code: "cancelled", message: "Stopped." };
    await (await node.fail(lease, stopped)).text();
    await client.json(200, "DELETE", `/render/${running}`);
  });

  it("with an Idempotency-Key is one render, though it could not be asked for any more", async () => {
    const { client, templateId } = await withTemplate({ milliseconds: 12_000 });
    const request = { templateId, name: "Once", encoderConfig: ENCODER };
    const key = { "idempotency-key": "render-1" };
    const first = await client.json(200, "POST", "/render", request, key);
    await client.json(402, "POST", "/render", request);
    for (const path of ["/render", "/Render"]) {
      expect(await client.json(200, "POST", path, request, key)).toEqual(first);
    }
    await client.json(422, "POST", "/render", { ...request, name: "Twice" }, key);
    expect(await client.json(200, "GET", "/render/active")).toHaveLength(1);
  });
});

describe("the budget", () => {
  it("is granted once, held by a render, and refuses one that would pass it with 402", async () => {
    const { client, templateId } = await withTemplate();
    const budget = () => client.json(200, "GET", "/render/render-time-budget-status");
    const untouched = {
      usedMilliseconds: 0,
      remainingMilliseconds: BUDGET,
      totalMilliseconds: BUDGET,
      usagePercentage: 0,
    };
    expect(await budget()).toEqual(untouched);
    // 300 frames of 1080p: 2 s and 40 frames a second.
    const renderId = await createRender(client, { templateId });
    expect(await budget()).toEqual({
      ...untouched,
      usedMilliseconds: 9500,
      remainingMilliseconds: BUDGET - 9500,
      usagePercentage: 3.17,
    });
    await client.json(200, "POST", `/render/${renderId}/cancel`);
    expect(await budget()).toEqual(untouched);
    const poor = await withTemplate({ milliseconds: 9499 });
    const request = { templateId: poor.templateId, name: "R", encoderConfig: ENCODER };
    expect(await poor.client.json(402, "POST", "/render", request)).toEqual({
      status: 402,
      title: "Payment Required",
      message: "Insufficient VM budget: the render needs 9500 ms, 9499 ms are left.",
    });
    await createRender(poor.client, { templateId: poor.templateId, jobInfo: { fStart: 1 } });
  });

  it("is not touched by a render whose video would have no room", async () => {
    const { client, templateId } = await withTemplate({
      limits: { maximumStorageBytes: 6_000_000 },
    });
    const request = { templateId, name: "R", encoderConfig: ENCODER };
    expect(await client.json(400, "POST", "/render", request)).toMatchObject({
      message: "The storage has no room for the video.",
    });
    await createRender(client, { templateId, jobInfo: { fEnd: 30 } });
  });
});

describe("a render's picture", () => {
  it("is as the request has it", async () => {
    const { client, templateId } = await withTemplate();
    const renderId = await createRender(client, {
      templateId,
      jobInfo: { fStart: 30, fEnd: 300 },
      encoderConfig: {
        bitrate: 8_000_000,
        fpsNum: 24_000,
        fpsDenum: 1001,
        res: [1280, 720],
        codec: 1,
        preset: 5,
        rc: 2,
        gop: 48,
        idr: 2,
        profile: 1,
        level: 123,
      },
    });
    const { spec } = await takeLease(node, renderId);
    expect(spec.parameters).toMatchObject({
      frames: { start: 30, end: 300 },
      width: 1280,
      height: 720,
      framesPerSecond: { numerator: 24_000, denominator: 1001 },
      encoding: {
        codec: "h265",
        bitsPerSecond: 8_000_000,
        rateControl: "cqp",
        preset: 5,
        gopFrames: 48,
        idrEveryGops: 2,
        profile: 1,
        level: 123,
      },
    });
  });

  it.for([
    ["name is required and must be a text", { name: undefined }],
    ["name may have at most 255 characters", { name: "a".repeat(256) }],
    ["Either templateInstanceId or templateId must be provided", { templateId: undefined }],
    ["Either templateInstanceId or templateId must be provided", { templateInstanceId: UNKNOWN }],
    ["templateId must be a UUID", { templateId: "template" }],
    ["templateId names no template of the account", { templateId: UNKNOWN }],
    ["audioId names no audio of the account", { audioId: UNKNOWN }],
    ["Invalid frame range (FrameStart >= FrameEnd)", { jobInfo: { fStart: 300 } }],
    ["Invalid frame range (FrameStart >= FrameEnd)", { jobInfo: { fStart: 9, fEnd: 9 } }],
    ["fEnd is 301, but the template has 300 frames", { jobInfo: { fEnd: 301 } }],
    [/^fStart must be a whole number/, { jobInfo: { fStart: -1 } }],
    ["encoderConfig is required and must be an object", { encoderConfig: undefined }],
  ] as const)("is refused: %s", async ([message, change]) => {
    const { client, templateId } = await sharedTemplate();
    const request = { templateId, name: "R", encoderConfig: ENCODER, ...change };
    const refusal = await client.json(400, "POST", "/render", request);
    expect(refusal["message"]).toMatch(message);
  });

  it.for([
    [/^bitrate must be a whole number/, { bitrate: undefined }],
    [/^bitrate must be a whole number/, { bitrate: "5000000" }],
    ["fpsDenum needs fpsNum", { fpsDenum: 1001 }],
    ["The rate may be at most 240 frames a second", { fpsNum: 241 }],
    ["res must be [width, height]", { res: [1920] }],
    ["res must have even numbers", { res: [1921, 1080] }],
    [/^res must be a whole number from 16 to 8192/, { res: [1920, 8194] }],
    ["8192 × 8192 is more than H.264 can have", { res: [8192, 8192] }],
    [/^codec must be a whole number from 0 to 2/, { codec: 3 }],
    [/^preset must be a whole number from 0 to 5/, { preset: 6 }],
    [/^rc must be a whole number from 0 to 2/, { rc: 1.5 }],
    [/^gop must be a whole number from 1/, { gop: 0 }],
    [/^idr must be a whole number from 1/, { idr: 0 }],
    ["profile of H.264 must be 66 (Baseline), 77 (Main), 100 (High)", { profile: 110 }],
    ["profile of H.265 must be 1 (Main)", { codec: 1, profile: 100 }],
    [/^level of H.264 must be one of 10, 11/, { level: 43 }],
    [/^level of AV1 must be one of 0, 1, 4/, { codec: 2, level: 41 }],
    ["1920 × 1080 is more than level 31 of H.264 can have", { level: 31 }],
    ["The size at this rate is more than level 40 of H.264 can have", { level: 40, fpsNum: 60 }],
    ["bitrate is more than level 41 of H.264 can have", { level: 41, bitrate: 62_500_001 }],
    ["bitrate is more than level 41 of H.264 can have", { level: 41, profile: 77, bitrate: 6e7 }],
  ] as const)("is refused by its encoding: %s", async ([message, change]) => {
    const { client, templateId } = await sharedTemplate();
    const request = { templateId, name: "R", encoderConfig: { ...ENCODER, ...change } };
    const refusal = await client.json(400, "POST", "/render", request);
    expect(refusal["message"]).toMatch(message);
  });

  let shared: ReturnType<typeof withTemplate> | undefined;
  const sharedTemplate = () => (shared ??= withTemplate());
});

describe("a customization", () => {
  it("reaches the node with the files it brings, which are charged to nobody", async () => {
    const { customer, client, templateId } = await withTemplate();
    const { id: assetId } = await callJson<{ id: string }>(201, "POST", "/api/v2/assets", {
      credential: customer.apiKey,
      headers: { "content-type": "image/png", "content-length": String(PNG_BYTES.length) },
      body: PNG_BYTES,
    });
    const used = () => client.json(200, "GET", "/template/storage-status");
    const before = await used();
    const url = "https://cdn.developer-app.com/film.mp4";
    const data = `data:image/png;base64,${btoa(String.fromCharCode(...PNG_BYTES))}`;
    const renderId = await createRender(client, {
      templateId,
      customizationMap: [
        { layer: "Title", type: "text", value: "Summer “sale”" },
        { layer: "Intro/Title", type: "color", value: "#ff8800" },
        { layer: "Logo", type: "visible", value: false },
        { layer: "Logo", type: "image", assetId },
        { layer: "Logo", type: "image", url: data },
        { layer: "Film", type: "video", url },
      ],
    });
    const lease = await takeLease(node, renderId);
    expect(lease.spec).toMatchObject({
      inputs: [
        { role: "template" },
        { role: "replacement-image", assetId, contentType: "image/png" },
        { role: "replacement-image", contentType: "image/png" },
      ],
      parameters: {
        customizations: [
          { layer: "Title", type: "text", value: "Summer “sale”" },
          { layer: "Intro/Title", type: "color", value: "#ff8800" },
          { layer: "Logo", type: "visible", value: false },
          { layer: "Logo", type: "image", from: { input: 1 } },
          { layer: "Logo", type: "image", from: { input: 2 } },
          { layer: "Film", type: "video", from: { url } },
        ],
      },
    });
    expect(await used()).toEqual(before);
    const input = await callInput(lease.leaseId, 2);
    expect(input).toEqual(PNG_BYTES);
    await (await node.work(lease)).text();
  });

  it.for([
    [
      'There is no layer "Titel". The template has "Title", "Intro/Title", "Logo", "Film".',
      { layer: "Titel", type: "text", value: "a" },
    ],
    [
      'The layer "Logo" cannot be changed by text; it takes image, visible.',
      { layer: "Logo", type: "text", value: "a" },
    ],
    [
      "value of type color must be #rrggbb or #rrggbbaa",
      { layer: "Title", type: "color", value: "red" },
    ],
    [
      "value of type visible must be true or false",
      { layer: "Title", type: "visible", value: "no" },
    ],
    ["value of type text must be a text", { layer: "Title", type: "text" }],
    [/^type must be one of text, image/, { layer: "Title", type: "sound", value: "a" }],
    [/^A customization of type image needs either/, { layer: "Logo", type: "image" }],
    ["assetId names no file of the account.", { layer: "Logo", type: "image", assetId: UNKNOWN }],
    ["url must use https.", { layer: "Logo", type: "image", url: "ftp://developer-app.com/" }],
    [
      "url must name a host, not an IP address.",
      { layer: "Logo", type: "image", url: "https://169.254.169.254/latest" },
    ],
    [
      "url must not call this service.",
      { layer: "Logo", type: "image", url: "https://edge.test/videos/a.mp4" },
    ],
    [
      "An image must be a PNG, JPEG, WebP or GIF file.",
      { layer: "Logo", type: "image", url: "data:image/png;base64,AAAA" },
    ],
    [
      "url is a data URI that is not valid base64 of a file",
      { layer: "Logo", type: "image", url: "data:image/png,plain" },
    ],
  ] as const)("is refused: %s", async ([message, change]) => {
    shared ??= withTemplate();
    const { client, templateId } = await shared;
    const good = { layer: "Logo", type: "image", url: GOOD_DATA };
    const refusal = await client.json(400, "POST", "/render", {
      templateId,
      name: "R",
      encoderConfig: ENCODER,
      customizationMap: [good, change],
    });
    expect(refusal["message"]).toMatch(message);
    expect(await client.json(200, "GET", "/render/active")).toEqual([]);
  });
  let shared: ReturnType<typeof withTemplate> | undefined;
  const GOOD_DATA = `data:image/png;base64,${btoa(String.fromCharCode(...PNG_BYTES))}`;
});

async function callInput(leaseId: string, index: number): Promise<Uint8Array> {
  const path = `/node/v1/leases/${leaseId}/inputs/${index}`;
  const answer = await call("GET", path, { credential: node.credential });
  expect(answer.status).toBe(200);
  return new Uint8Array(await answer.arrayBuffer());
}
