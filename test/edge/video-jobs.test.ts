import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { callWith } from "./call-with.ts";
import { bindings, call, callJson, createCustomer, enrolNode, eventually } from "./edge-client.ts";

type VideoJob = {
  id: string;
  status: string;
  statusMessage: string;
  progressPercentage: number;
  logs: { timestamp: string; level: string; message: string }[];
  cloudinaryUrl: string | null;
  errorMessage: string | null;
  tokensConsumed: number;
  procedural: boolean;
  completedAt: string | null;
};
type Customer = Awaited<ReturnType<typeof createCustomer>>;

const PATH = "/api/v1/video-jobs";
const MODEL = "veo-3.1-fast-generate-preview";
const REQUEST = {
  prompt: "A cinematic shot of a sunset over mountains",
  model: MODEL,
  resolution: "720p",
  aspectRatio: "16:9",
} as const;

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode("node", 8);
  await node.hello();
});

const customerWith = (tokens: number, limits: object = {}) => createCustomer({ tokens, limits });
const submit = ({ apiKey: credential }: Customer, change: object = {}) =>
  callJson<VideoJob>(202, "POST", PATH, { credential, body: { ...REQUEST, ...change } });
const read = ({ apiKey: credential }: Customer, id: string) =>
  callJson<VideoJob>(200, "GET", `${PATH}/${id}`, { credential });
const readWhen = (customer: Customer, id: string, status: string) =>
  eventually(async () => {
    const job = await read(customer, id);
    return job.status === status ? job : null;
  });
/** Lets the node take this job; jobs that stand before it are done. */
const takeJob = (jobId: string) =>
  eventually(async () => {
    const lease = await node.take();
    if (lease && lease.jobId !== jobId) await (await node.work(lease)).text();
    return lease?.jobId === jobId ? lease : null;
  });
const balanceOf = async ({ id }: Customer) => {
  const account = await callJson<{ balances: { tokens: number } }>(
    200,
    "GET",
    `/api/v2/accounts/${id}`,
    { credential: bindings.OPERATOR_TOKEN },
  );
  return account.balances.tokens;
};
const messagesOf = (job: VideoJob) => job.logs.map(({ message }) => message);
const inputsOf = ({ spec }: Lease) => spec.parameters.inputs ?? [];

/** The start of a real image of each kind, and enough behind it. */
function anImage(type: "png" | "jpeg" | "webp", sizeBytes = 64): Uint8Array<ArrayBuffer> {
  const heads = {
    png: "\x89PNG\r\n\x1a\n",
    jpeg: "\xff\xd8\xff\xe0",
    webp: "RIFF\x10\x00\x00\x00WEBPVP8 ",
  };
  const bytes = new Uint8Array(sizeBytes).fill(7);
  bytes.set(Uint8Array.from(heads[type], (character) => character.charCodeAt(0)));
  return bytes;
}

type Part = string | [bytes: Uint8Array<ArrayBuffer>, type: string, name?: string];

async function submitForm(
  { apiKey: credential }: Customer,
  parts: [name: string, part: Part][],
  headers: Record<string, string> = {},
) {
  const form = new FormData();
  for (const [name, part] of parts) {
    if (typeof part === "string") form.append(name, part);
    else form.append(name, new File([part[0]], part[2] ?? "image", { type: part[1] }));
  }
  const encoded = new Response(form);
  const body = await encoded.bytes();
  const answer = await call("POST", PATH, {
    credential,
    body,
    headers: {
      "content-type": encoded.headers.get("content-type") ?? "",
      "content-length": String(body.byteLength),
      ...headers,
    },
  });
  return { status: answer.status, job: await answer.json<VideoJob & { detail?: unknown }>() };
}
const texts = Object.entries(REQUEST) as [string, string][];

async function inputKeys({ id }: Customer): Promise<string[]> {
  const { objects } = await bindings.MEDIA.list({ prefix: `inputs/${id}/` });
  return objects.map(({ key }) => key);
}

describe("a video job", () => {
  it("is created, watched, downloaded and deleted; its video stays", async () => {
    const customer = await customerWith(120);
    const created = await submit(customer, { durationSeconds: 8 });
    expect(created).toEqual({
      ...REQUEST,
      id: created.id,
      userId: customer.id,
      durationSeconds: 8,
      status: "PENDING",
      statusMessage: "Job queued for processing",
      progressPercentage: 0,
      logs: [{ timestamp: expect.any(String) as string, level: "info", message: "📝 Job created" }],
      cloudinaryUrl: null,
      errorMessage: null,
      tokensConsumed: 50,
      procedural: true,
      createdAt: created.logs[0]?.timestamp,
      completedAt: null,
    });
    expect(await balanceOf(customer)).toBe(70);
    const download = `${PATH}/${created.id}/download`;
    const { apiKey: credential } = customer;
    expect(await callJson(400, "GET", download, { credential })).toEqual({
      detail: "Video not ready yet",
    });

    const lease = await takeJob(created.id);
    expect(lease).toMatchObject({
      spec: { parameters: { model: "procedural", width: 1280, height: 720, durationSeconds: 8 } },
    });
    const logs = [{ level: "info" as const, message: "a word of the node" }];
    await (await node.report(lease, { percent: 45, logs })).text();
    const running = await eventually(async () => {
      const job = await read(customer, created.id);
      return job.progressPercentage === 45 && job.logs.length === 4 ? job : null;
    });
    expect(running).toMatchObject({
      status: "RUNNING",
      statusMessage: "Video generation in progress...",
    });
    expect(messagesOf(running)).toEqual([
      "📝 Job created",
      "🚀 Starting video generation",
      `🎬 Rendering with the embedded procedural model (no node offers ${MODEL})`,
      "a word of the node",
    ]);
    await (await node.work(lease)).text();
    const done = await readWhen(customer, created.id, "SUCCEEDED");
    expect(done).toMatchObject({
      statusMessage: "Video generation completed successfully!",
      progressPercentage: 100,
      errorMessage: null,
      tokensConsumed: 50,
    });
    expect(Date.parse(done.completedAt ?? "")).toBeGreaterThan(0);
    const redirect = await callWith({}, "GET", download, { credential });
    expect([redirect.status, redirect.text]).toEqual([302, ""]);
    for (const url of [done.cloudinaryUrl, redirect.headers.get("location")]) {
      const video = await call("GET", url ?? "");
      expect([video.status, video.headers.get("content-type")]).toEqual([200, "video/mp4"]);
      await video.arrayBuffer();
    }

    await callJson(204, "DELETE", `${PATH}/${created.id}`, { credential });
    for (const path of [
      `${PATH}/${created.id}`,
      download,
      `/api/v2/jobs/${created.id}`,
      `/api/v2/jobs/${created.id}/waiting`,
      `/api/v2/jobs/${created.id}/events`,
    ]) {
      await callJson(404, "GET", path, { credential });
    }
    await callJson(404, "DELETE", `${PATH}/${created.id}`, { credential });
    expect(await callJson(200, "GET", PATH, { credential })).toEqual({ jobs: [], total: 0 });
    expect(await callJson(200, "GET", "/api/v2/jobs", { credential })).toMatchObject({ items: [] });
    const video = await call("GET", done.cloudinaryUrl ?? "");
    expect(video.status).toBe(200);
    await video.arrayBuffer();
    expect(await balanceOf(customer)).toBe(70);
  });

  it("gives its tokens back when it fails or is cancelled before it runs, and not later", async () => {
    const customer = await customerWith(200);
    const cancel = (id: string) =>
      callJson<VideoJob>(200, "POST", `${PATH}/${id}/cancel`, { credential: customer.apiKey });
    const failing = await submit(customer);
    const failure = { reason: "error", code: "broken", message: "It broke.", retryable: false };
    await (await node.fail(await takeJob(failing.id), failure)).text();
    expect(await readWhen(customer, failing.id, "FAILED")).toMatchObject({
      errorMessage: "It broke.",
      tokensConsumed: 0,
    });
    expect(await balanceOf(customer)).toBe(200);

    const lease = await takeJob((await submit(customer)).id);
    const waiting = await submit(customer);
    for (const _again of [1, 2]) {
      expect(await cancel(waiting.id)).toMatchObject({
        status: "CANCELLED",
        tokensConsumed: 0,
        errorMessage: null,
      });
    }
    expect(await balanceOf(customer)).toBe(150);
    expect(await cancel(lease.jobId)).toMatchObject({ status: "RUNNING", tokensConsumed: 50 });
    await (
      await node.fail(lease, { reason: "cancelled", code: "cancelled", message: "Stopped." })
    ).text();
    expect(await readWhen(customer, lease.jobId, "CANCELLED")).toMatchObject({
      tokensConsumed: 50,
    });
    expect(await balanceOf(customer)).toBe(150);
  });

  it("that runs is cancelled when its record is deleted", async () => {
    const customer = await customerWith(50);
    const { id } = await submit(customer);
    const lease = await takeJob(id);
    await callJson(204, "DELETE", `${PATH}/${id}`, { credential: customer.apiKey });
    const told = await eventually(async () => {
      const answer = await node.report(lease, { reportNumber: 1 });
      const { cancel } = await answer.json<{ cancel: boolean }>();
      return cancel ? "cancel" : null;
    });
    expect(told).toBe("cancel");
    await (
      await node.fail(lease, { reason: "cancelled", code: "cancelled", message: "Stopped." })
    ).text();
    await callJson(404, "POST", `${PATH}/${id}/cancel`, { credential: customer.apiKey });
  });
});

describe("tokens and limits", () => {
  it("refuses with the document's bodies, lacking tokens before too many jobs", async () => {
    const customer = await customerWith(120, { videoJobsRunning: 1, videoJobsQueued: 1 });
    const first = await submit(customer);
    await submit(customer);
    const refused = (status: number) =>
      callJson(status, "POST", PATH, { credential: customer.apiKey, body: REQUEST });
    expect(await refused(402)).toEqual({
      detail: {
        message:
          "Insufficient tokens. Operation 'video_generation' costs 50 tokens but you have 20.",
        cost: 50,
        availableTokens: 20,
      },
    });
    await callJson(201, "POST", `/api/v2/accounts/${customer.id}/grants`, {
      credential: bindings.OPERATOR_TOKEN,
      body: { tokens: 100 },
    });
    expect(await refused(429)).toEqual({
      detail: "Maximum 1 concurrent video jobs allowed. Please wait for existing jobs to complete.",
    });
    // The caps are this dialect's alone.
    await callJson(200, "POST", "/api/v1/render-video", {
      credential: customer.apiKey,
      body: { prompt: "a boat", resolution: "720p", duration: 1, format: "mp4" },
    });
    await callJson(200, "POST", `${PATH}/${first.id}/cancel`, { credential: customer.apiKey });
    await submit(customer);
  });

  it("creates exactly as many jobs as were paid for, however many come at once", async () => {
    const customer = await customerWith(150);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        call("POST", PATH, { credential: customer.apiKey, body: REQUEST }),
      ),
    );
    for (const answer of answers) await answer.text();
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([202, 202, 202, ...Array.from({ length: 9 }, () => 402)]);
    expect(await balanceOf(customer)).toBe(0);
  });

  it("runs three at once, the next when one of them ends, and says why others wait", async () => {
    const customer = await customerWith(10_000);
    for (let count = 0; count < 13; count += 1) await submit(customer);
    await callJson(429, "POST", PATH, { credential: customer.apiKey, body: REQUEST });
    const mine: Lease[] = [];
    const drain = async () => {
      for (let slot = 0; slot < 8; slot += 1) {
        const lease = await node.take(slot);
        const isNew = lease !== null && !mine.some(({ leaseId }) => leaseId === lease.leaseId);
        if (!isNew) continue;
        const account = await bindings.DB.prepare("SELECT account_id FROM jobs WHERE id = ?")
          .bind(lease.jobId)
          .first<string>("account_id");
        if (account === customer.id) mine.push(lease);
        else await (await node.work(lease)).text();
      }
    };
    await eventually(async () => {
      await drain();
      return mine.length >= 3 ? true : null;
    });
    await drain();
    expect(mine).toHaveLength(3);
    const list = (query: string) =>
      callJson<{ jobs: VideoJob[]; total: number }>(200, "GET", `${PATH}?${query}`, {
        credential: customer.apiKey,
      });
    expect(await list("status_filter=RUNNING")).toMatchObject({ total: 3 });
    const pending = await list("status_filter=PENDING&limit=4&offset=8");
    expect([pending.total, pending.jobs.length]).toEqual([10, 2]);
    expect((await list("")).jobs).toHaveLength(13);
    const waiting = await callJson(200, "GET", `/api/v2/jobs/${pending.jobs[0]?.id}/waiting`, {
      credential: customer.apiKey,
    });
    expect(waiting).toMatchObject({ tasks: [{ reason: { code: "dialect-running-cap" } }] });
    await (await node.work(mine[0]!)).text();
    await eventually(async () => {
      await drain();
      return mine.length === 4 ? true : null;
    });
    for (const lease of mine.slice(1)) await (await node.work(lease)).text();
    for (const { id } of (await list("limit=100")).jobs) {
      await callJson(204, "DELETE", `${PATH}/${id}`, { credential: customer.apiKey });
    }
  });
});

describe("the model", () => {
  it("is one that a node offers, if any is online; mockMode never asks for it", async () => {
    const customer = await customerWith(100);
    const veo = await enrolNode("veo");
    const body = {
      instanceId: crypto.randomUUID(),
      agentVersion: "0.1.0",
      leaseIds: [],
      draining: false,
      capabilities: {
        taskKinds: ["generate-video"],
        models: ["procedural", MODEL],
        encoders: [{ name: "libx264", codec: "h264", hardware: false }],
        slots: [{ index: 0, kind: "cpu", name: "CPU", deviceUuid: null, memoryMebibytes: 1024 }],
        driverVersion: null,
        cpuCores: 4,
        memoryMebibytes: 4096,
      },
    };
    await callJson(200, "POST", "/node/v1/hello", { credential: veo.credential, body });
    const job = await submit(customer, { generateAudio: true });
    expect(job.procedural).toBe(false);
    const lease = await eventually(() => veo.take());
    expect(lease.spec.parameters).toMatchObject({ model: MODEL, audio: true });
    await (await veo.report(lease)).text();
    const running = await eventually(async () => {
      const seen = await read(customer, job.id);
      return seen.progressPercentage === 10 && seen.logs.length === 3 ? seen : null;
    });
    expect(messagesOf(running).at(-1)).toBe(`🎬 Generating video with ${MODEL}`);
    await (await veo.work(lease)).text();
    const mock = await submit(customer, { mockMode: "true" });
    expect(mock.procedural).toBe(true);
    await callJson(200, "POST", `/api/v2/nodes/${veo.nodeId}/revoke`, {
      credential: bindings.OPERATOR_TOKEN,
    });
    const mocked = await takeJob(mock.id);
    expect(mocked.spec.parameters).toMatchObject({ model: "procedural" });
    expect(mocked.spec.parameters.audio).toBeUndefined();
    await (await node.work(mocked)).text();
  });

  it("fails the job with the reason where nothing may stand in for it", async () => {
    const customer = await customerWith(50);
    const answer = await callWith({ PROCEDURAL_FALLBACK: "off" }, "POST", PATH, {
      credential: customer.apiKey,
      body: REQUEST,
    });
    expect(answer.status).toBe(202);
    const { id, procedural } = JSON.parse(answer.text) as VideoJob;
    expect(procedural).toBe(false);
    const job = await readWhen(customer, id, "FAILED");
    const reason = `No node offers the model ${MODEL} now, and nothing may stand in for it.`;
    expect(job).toMatchObject({ errorMessage: reason, tokensConsumed: 0 });
    expect(
      messagesOf(
        await eventually(async () => {
          const seen = await read(customer, id);
          return seen.logs.length > 1 ? seen : null;
        }),
      ),
    ).toEqual(["📝 Job created", `❌ ${reason}`]);
    expect(await balanceOf(customer)).toBe(50);
  });
});

describe("images", () => {
  it("are streamed in, handed to the node that holds the lease, and to nobody else", async () => {
    const customer = await customerWith(50);
    const large = anImage("png", 600_000);
    const { status, job } = await submitForm(customer, [
      ["initialImage", [large, "image/png", "первый кадр.png"]],
      ...texts.filter(([name]) => name !== "prompt"),
      ["referenceImages", [anImage("jpeg"), "image/jpeg"]],
      ["referenceImages", [anImage("webp"), ""]],
      ["endFrame", [new Uint8Array(), "application/octet-stream", ""]],
    ]);
    expect([status, job]).toMatchObject([202, { status: "PENDING", prompt: null }]);
    const lease = await takeJob(job.id);
    expect(inputsOf(lease).map(({ role, contentType }) => [role, contentType])).toEqual([
      ["initial-image", "image/png"],
      ["reference-image", "image/jpeg"],
      ["reference-image", "image/webp"],
    ]);
    const inputs = `/node/v1/leases/${lease.leaseId}/inputs`;
    const { credential } = node;
    // In use, its bytes stay whatever the account does.
    const assetId = inputsOf(lease)[0]?.assetId ?? "";
    await callJson(204, "DELETE", `/api/v2/assets/${assetId}`, { credential: customer.apiKey });
    const first = await call("GET", `${inputs}/0`, { credential });
    expect(first.headers.get("content-type")).toBe("image/png");
    expect(first.headers.get("content-length")).toBe(String(large.byteLength));
    expect(new Uint8Array(await first.arrayBuffer())).toEqual(large);
    await callJson(404, "GET", `${inputs}/3`, { credential });
    const other = await enrolNode("other");
    const refused = await callJson(409, "GET", `${inputs}/0`, { credential: other.credential });
    expect(refused).toMatchObject({ code: "lease-lost" });
    await callJson(401, "GET", `${inputs}/0`, { credential: customer.apiKey });
    expect(await inputKeys(customer)).toHaveLength(3);
    await (await node.work(lease)).text();
    await callJson(409, "GET", `${inputs}/0`, { credential });
  });

  it("may be assets of the account and data URIs", async () => {
    const customer = await customerWith(100);
    const stranger = await customerWith(100);
    const png = anImage("png");
    const { id: assetId } = await callJson<{ id: string }>(201, "POST", "/api/v2/assets", {
      credential: customer.apiKey,
      body: png,
      headers: { "content-type": "text/plain", "content-length": String(png.byteLength) },
    });
    const jpeg = `data:image/jpeg;base64,${btoa(String.fromCharCode(...anImage("jpeg")))}`;
    const images = { initialImage: assetId, endFrame: jpeg };
    const lease = await takeJob((await submit(customer, images)).id);
    expect(inputsOf(lease)).toMatchObject([
      { role: "initial-image", assetId, contentType: "image/png" },
      { role: "end-frame", contentType: "image/jpeg" },
    ]);
    await (await node.work(lease)).text();
    const refused = await callJson(400, "POST", PATH, {
      credential: stranger.apiKey,
      body: { ...REQUEST, ...images },
    });
    expect(refused).toEqual({ detail: "initialImage is not an asset of the account" });
  });

  it("are refused when they are none, lie, are too many or too large, and leave nothing", async () => {
    const customer = await customerWith(50);
    const png: Part = [anImage("png"), "image/png"];
    const html: Part = [
      Uint8Array.from([..."<svg onload=alert(1)>"].map((c) => c.charCodeAt(0))),
      "image/png",
    ];
    const notAnImage = "initialImage must be a PNG, JPEG or WebP image";
    const cases: [[string, Part][], number, string][] = [
      [[["initialImage", html]], 400, notAnImage],
      [[["initialImage", [anImage("png"), "image/jpeg"]]], 400, notAnImage],
      [[["initialImage", [new Uint8Array(3), "image/png"]]], 400, notAnImage],
      [
        [
          ["initialImage", png],
          ["initialImage", png],
        ],
        400,
        "initialImage may be given once",
      ],
      [
        Array.from({ length: 4 }, () => ["referenceImages", png]),
        400,
        "At most 3 reference images are allowed",
      ],
      [
        [["endFrame", [anImage("png", 20 * 1024 * 1024 + 1), "image/png"]]],
        413,
        "endFrame may have at most 20 MB",
      ],
      [[["prompt", png]], 400, "prompt must be a text, not a file"],
      [[["prompt", "twice"]], 400, "prompt may be given once"],
      [
        [
          ["initialImage", png],
          ["mockMode", "maybe"],
        ],
        400,
        "mockMode must be 'true' or 'false'",
      ],
    ];
    for (const [parts, status, detail] of cases) {
      const answer = await submitForm(customer, [...texts, ...parts]);
      expect([answer.status, answer.job]).toEqual([status, { detail }]);
    }
    const withoutPrompt = texts.filter(([name]) => name !== "prompt");
    expect(await submitForm(customer, [...withoutPrompt, ["endFrame", png]])).toEqual({
      status: 400,
      job: { detail: "Either prompt or initialImage is required" },
    });
    await submit(customer);
    const poor = await submitForm(customer, [...texts, ["initialImage", png]]);
    expect(poor.status).toBe(402);
    await eventually(async () => ((await inputKeys(customer)).length === 0 ? true : null));
  });

  it("count for an idempotency key by their bytes; a repetition leaves none of its own", async () => {
    const customer = await customerWith(200);
    const key = { "idempotency-key": "form" };
    const form = (bytes: Uint8Array<ArrayBuffer>, name: string): [string, Part][] => [
      ...texts,
      ["initialImage", [bytes, "image/png", name]],
    ];
    const first = await submitForm(customer, form(anImage("png"), "a.png"), key);
    const again = await submitForm(customer, form(anImage("png"), "b.png").toReversed(), key);
    expect(first.status).toBe(202);
    expect(again).toEqual(first);
    const rush = await Promise.all(
      Array.from({ length: 5 }, () => submitForm(customer, form(anImage("png"), "c.png"), key)),
    );
    expect(rush.every(({ job }) => job.id === first.job.id)).toBe(true);
    const other = await submitForm(customer, form(anImage("png", 65), "a.png"), key);
    expect(other.status).toBe(422);
    expect(await balanceOf(customer)).toBe(150);
    await eventually(async () => ((await inputKeys(customer)).length === 1 ? true : null));
  });
});
