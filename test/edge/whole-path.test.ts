import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  ORIGIN,
  poolStub,
  RENDER_REQUEST,
  sha256,
  submitRender,
  subscribe,
  VIDEO,
} from "./edge-client.ts";

let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;

beforeAll(async () => {
  customer = await createCustomer();
  node = await enrolNode();
  await node.hello();
});

const readStatus = (jobId: string) =>
  callJson<Record<string, string>>(200, "GET", `/api/v1/render-video/${jobId}`, {
    credential: customer.apiKey,
  });

const waitForStatus = (jobId: string, status: string) =>
  eventually(async () => {
    const job = await readStatus(jobId);
    return job.status === status ? job : null;
  });

const takeSoon = () => eventually(() => node.take());

describe("a prompt's way to a video", () => {
  it("goes through queue, pool, node and storage, and back as a signed link", async () => {
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    expect(lease).toMatchObject({ jobId, epoch: 1, spec: { kind: "generate-video" } });
    await (await node.report(lease, { percent: 40 })).text();
    await eventually(async () => {
      const job = await readStatus(jobId);
      return Number(job.progress) === 40 ? job : null;
    });
    expect((await node.work(lease)).status).toBe(200);
    const job = await waitForStatus(jobId, "completed");
    expect(job).toMatchObject({ job_id: jobId, duration: 2, resolution: "720p", format: "mp4" });
    const video = await call("GET", job.video_url!);
    expect(video.headers.get("content-type")).toBe("video/mp4");
    expect(new Uint8Array(await video.arrayBuffer())).toEqual(VIDEO);
    const part = await call("GET", job.video_url!, { headers: { range: "bytes=6-10" } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe("bytes");
    const thumbnail = await call("GET", job.thumbnail_url!);
    expect(thumbnail.headers.get("content-type")).toBe("image/png");
    await thumbnail.text();
  });

  it("refuses a link whose signature, path or expiry was changed", async () => {
    const jobId = await submitRender(customer.apiKey);
    await (await node.work(await takeSoon())).text();
    const { video_url: link } = await waitForStatus(jobId, "completed");
    for (const change of [
      (url: URL) => url.searchParams.set("signature", "A".repeat(43)),
      (url: URL) => url.searchParams.set("expires", "99999999999"),
      (url: URL) => (url.pathname = url.pathname.replace("/videos/", "/thumbnails/")),
    ]) {
      const url = new URL(link!);
      change(url);
      const answer = await call("GET", url.href);
      expect([403, 404]).toContain(answer.status);
      await answer.text();
    }
    const bare = await call("GET", new URL(link!).pathname);
    expect(bare.status).toBe(401);
    await bare.text();
    const other = await createCustomer();
    const foreign = await call("GET", new URL(link!).pathname, { credential: other.apiKey });
    expect(foreign.status).toBe(404);
    await foreign.text();
  });

  it("tells a listener of the end, and replays it after a reconnect, gap-free", async () => {
    const listener = await subscribe(customer.apiKey, { progress: true, after: 0 });
    const jobId = await submitRender(customer.apiKey);
    await (await node.work(await takeSoon())).text();
    const end = await listener.next(
      (message) => message.type === "job_complete" && message.job_id === jobId,
    );
    expect(end).toMatchObject({ status: "completed", resolution: "720p", format: "mp4" });
    const numbers = listener.messages.flatMap(({ seq }) => (typeof seq === "number" ? [seq] : []));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    listener.socket.close(1000);
    const feed = bindings.FEED.get(bindings.FEED.idFromName(`account:${customer.id}`));
    await evictDurableObject(feed);
    const after = Number(end.seq) - 1;
    const again = await subscribe(customer.apiKey, { after });
    const replayed = await again.next((message) => message.job_id === jobId);
    expect(replayed).toMatchObject({ type: "job_complete", seq: end.seq });
    again.socket.close(1000);
  });

  it("keeps a listener through hibernation", async () => {
    const listener = await subscribe(customer.apiKey);
    const feed = bindings.FEED.get(bindings.FEED.idFromName(`account:${customer.id}`));
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    await evictDurableObject(feed, { webSockets: "hibernate" });
    await (await node.work(lease)).text();
    await listener.next((message) => message.job_id === jobId);
    listener.socket.close(1000);
  });

  it("refuses listeners with a bad key, in the document's words", async () => {
    const listener = await subscribe("ff_live_wrong");
    expect(await listener.closed()).toMatchObject({ code: 1008 });
    expect(listener.messages).toMatchObject([{ type: "error", job_id: null, status: "failed" }]);
  });

  it("ends every job right when the pool's storage is wiped in mid-run", async () => {
    const running = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const waiting = await submitRender(customer.apiKey);
    await runInDurableObject(poolStub(), (_, state) => state.storage.deleteAll());
    const report = await node.report(lease, { percent: 50 });
    expect(report.status).toBe(200);
    await report.text();
    await (await node.work(lease)).text();
    await waitForStatus(running, "completed");
    await runInDurableObject(poolStub(), (_, state) => state.storage.deleteAll());
    await (await node.work(await takeSoon())).text();
    await waitForStatus(waiting, "completed");
  });

  it("gives a waiting poll its task as soon as there is one", async () => {
    const polled = node.take(0, 10);
    const jobId = await submitRender(customer.apiKey);
    const lease = await polled;
    expect(lease).toMatchObject({ jobId });
    await (await node.work(lease!)).text();
  });
});

describe("fences", () => {
  it("lets only the current lease write, and repeats a winner's answer", async () => {
    const other = await enrolNode("other");
    await other.hello();
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const drained = await node.fail(lease, { reason: "drain", code: "drain", message: "Drained." });
    expect(await drained.json()).toEqual({ taskState: "ready" });
    const second = await eventually(() => other.take());
    expect(second).toMatchObject({ jobId, epoch: 2 });
    for (const answer of [
      await node.report(lease),
      await node.upload(lease, "video", VIDEO, "video/mp4"),
      await node.complete(lease, { video: VIDEO }),
      await node.complete(second, { video: VIDEO }),
    ]) {
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: "lease-lost" });
    }
    expect(await (await other.work(second)).json()).toEqual({ taskState: "done" });
    const again = await other.complete(second, { video: VIDEO });
    expect(await again.json()).toEqual({ taskState: "done" });
    const rows = await bindings.DB.prepare("SELECT COUNT(*) AS n FROM assets WHERE job_id = ?")
      .bind(jobId)
      .first("n");
    expect(rows).toBe(2);
    await call("POST", `/api/v2/nodes/${other.nodeId}/revoke`, {
      credential: bindings.OPERATOR_TOKEN,
    }).then((answer) => answer.text());
    const refused = await call("POST", "/node/v1/leases", {
      credential: other.credential,
      body: { slotIndex: 0 },
    });
    expect(refused.status).toBe(401);
    await refused.text();
  });

  it("takes no output whose bytes are not those declared", async () => {
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const lying = await call("PUT", `/node/v1/leases/${lease.leaseId}/outputs/video`, {
      credential: node.credential,
      body: VIDEO,
      headers: {
        "content-type": "video/mp4",
        "content-length": String(VIDEO.byteLength),
        "x-content-sha256": "0".repeat(64),
      },
    });
    expect(lying.status).toBe(422);
    await lying.text();
    const premature = await node.complete(lease, { video: VIDEO });
    expect(premature.status).toBe(422);
    await premature.text();
    await (await node.upload(lease, "video", VIDEO, "video/mp4")).text();
    const other = await node.complete(lease, { video: VIDEO.map((byte) => byte ^ 1) });
    expect(other.status).toBe(422);
    await other.text();
    expect(await readStatus(jobId)).toMatchObject({ status: "processing" });
    await (await node.work(lease)).text();
    await waitForStatus(jobId, "completed");
  });

  it("takes no joined parts that are not the whole that was declared", async () => {
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const lying = await node.uploadPart(lease, VIDEO, "0".repeat(64));
    expect(lying.status).toBe(422);
    await lying.text();
    const honest = await node.uploadPart(lease, VIDEO, await sha256(VIDEO));
    expect(honest.status).toBe(200);
    await honest.text();
    await (await node.work(lease)).text();
    await waitForStatus(jobId, "completed");
  });

  it("enrols a machine once per token", async () => {
    const again = await call("POST", "/node/v1/enrol", {
      body: { enrolmentToken: node.enrolmentToken, name: "twice", agentVersion: "0.1.0" },
    });
    expect(again.status).toBe(401);
    await again.text();
  });
});

describe("money and cancel", () => {
  const priced = { limits: { renderVideoTokensPerSecond: 5 } };

  it("creates exactly as many jobs as the balance allows, however many ask at once", async () => {
    const poor = await createCustomer({ ...priced, tokens: 100 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        call("POST", "/api/v1/render-video", { credential: poor.apiKey, body: RENDER_REQUEST }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    await Promise.all(answers.map((answer) => answer.text()));
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 402)).toHaveLength(40);
    const jobs = await callJson<{ items: { id: string }[] }>(200, "GET", "/api/v2/jobs?limit=100", {
      credential: poor.apiKey,
    });
    expect(jobs.items).toHaveLength(10);
    for (const { id } of jobs.items) {
      const cancelled = await callJson(200, "POST", `/api/v2/jobs/${id}/cancel`, {
        credential: poor.apiKey,
      });
      expect(cancelled).toMatchObject({ state: "cancelled" });
    }
    const account = await callJson(200, "GET", `/api/v2/accounts/${poor.id}`, {
      credential: bindings.OPERATOR_TOKEN,
    });
    expect(account).toMatchObject({ balances: { tokens: 100 } });
  });

  it("answers a repeated request with the first answer, and another one with 422", async () => {
    const options = { credential: customer.apiKey, headers: { "idempotency-key": '"once"' } };
    const first = await callJson(200, "POST", "/api/v1/render-video", {
      ...options,
      body: RENDER_REQUEST,
    });
    const second = await callJson(200, "POST", "/api/v1/render-video", {
      ...options,
      body: RENDER_REQUEST,
    });
    expect(second).toEqual(first);
    await callJson(422, "POST", "/api/v1/render-video", {
      ...options,
      body: { ...RENDER_REQUEST, duration: 3 },
    });
    await callJson(200, "POST", `/api/v1/render-video/${String(first.job_id)}/cancel`, {
      credential: customer.apiKey,
    });
  });

  it("tells a running node to stop, and ends the job cancelled", async () => {
    const jobId = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const answer = await callJson(200, "POST", `/api/v1/render-video/${jobId}/cancel`, {
      credential: customer.apiKey,
    });
    expect(answer).toMatchObject({ status: "processing" });
    await eventually(async () => {
      const report = await node.report(lease, { reportNumber: 2 });
      return ((await report.json()) as { cancel: boolean }).cancel || null;
    });
    const stopped = await node.fail(lease, {
      reason: "cancelled",
      code: "cancelled",
      message: "Stopped as told.",
    });
    expect(await stopped.json()).toEqual({ taskState: "cancelled" });
    await waitForStatus(jobId, "cancelled");
  });

  it("answers a foreign id exactly as an unknown one", async () => {
    const jobId = await submitRender(customer.apiKey);
    const other = await createCustomer();
    const ask = async (id: string) => {
      const path = `/api/v1/render-video/${id}`;
      const answer = await call("GET", new URL(path, ORIGIN).pathname, {
        credential: other.apiKey,
      });
      return { status: answer.status, body: await answer.text() };
    };
    const unknown = await ask(crypto.randomUUID());
    expect(unknown.status).toBe(404);
    expect(await ask(jobId)).toEqual(unknown);
    expect(await ask("not-an-id")).toEqual(unknown);
    await callJson(200, "POST", `/api/v2/jobs/${jobId}/cancel`, { credential: customer.apiKey });
  });
});
