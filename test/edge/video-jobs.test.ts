import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { callWith } from "./call-with.ts";
import { bindings, call, callJson, enrolNode, eventually } from "./edge-client.ts";
import {
  balanceOf,
  customerWith,
  messagesOf,
  MODEL,
  PATH,
  read,
  readWhen,
  REQUEST,
  submit,
  takeJob,
  type VideoJob,
} from "./video-jobs-client.ts";

let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  node = await enrolNode("node", 8);
  await node.hello();
});

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

    const lease = await takeJob(node, created.id);
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
    await (await node.fail(await takeJob(node, failing.id), failure)).text();
    expect(await readWhen(customer, failing.id, "FAILED")).toMatchObject({
      errorMessage: "It broke.",
      tokensConsumed: 0,
    });
    expect(await balanceOf(customer)).toBe(200);

    const lease = await takeJob(node, (await submit(customer)).id);
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
    const lease = await takeJob(node, id);
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
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
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
    const mocked = await takeJob(node, mock.id);
    expect(mocked.spec.parameters).toMatchObject({ model: "procedural" });
    expect(mocked.spec.parameters).not.toHaveProperty("audio");
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
