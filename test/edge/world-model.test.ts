import { beforeAll, describe, expect, it } from "vitest";
import { callWith } from "./call-with.ts";
import { call, callJson, createCustomer, enrolNode, eventually, VIDEO } from "./edge-client.ts";

type Status = { status: string; message: string; progress: number; video_url: string | null };
type BatchStatus = {
  batch_id: string;
  status: string;
  total: number;
  completed: number;
  failed: number;
  message: string;
  jobs: (Status & { job_id: string; gpu_id: number | null; prompt: string })[];
};

let customer: Awaited<ReturnType<typeof createCustomer>>;
let stranger: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;

beforeAll(async () => {
  customer = await createCustomer();
  stranger = await createCustomer();
  node = await enrolNode("two GPUs", 2);
  await node.hello();
});

const ask = <Body>(status: number, method: string, path: string, body?: object) =>
  callJson<Body>(status, method, path, { credential: customer.apiKey, ...(body && { body }) });
const takeSoon = (slotIndex = 0) => eventually(() => node.take(slotIndex));
const submitBatch = async (prompts: string[]) => {
  const answer = await ask<{ batch_id: string; message: string }>(
    200,
    "POST",
    "/api/video/batch_inference",
    { prompts },
  );
  return answer.batch_id;
};
const readBatch = (batchId: string) =>
  ask<BatchStatus>(200, "GET", `/api/video/batch_status/${batchId}`);
const readBatchWhen = (batchId: string, fits: (batch: BatchStatus) => boolean) =>
  eventually(async () => {
    const batch = await readBatch(batchId);
    return fits(batch) ? batch : null;
  });

it("fails with the reason where no node offers Cosmos and nothing may stand in for it", async () => {
  const without = { PROCEDURAL_FALLBACK: "off" };
  const credential = customer.apiKey;
  const reason = "No node offers the model COSMOS now, and nothing may stand in for it.";
  const failed = { status: "failed", message: reason, progress: 0, video_url: null };
  const single = await callWith(without, "POST", "/api/video/single_inference", {
    credential,
    body: { prompt: "A lake" },
  });
  const { job_id: jobId } = JSON.parse(single.text) as { job_id: string };
  expect(await ask(200, "GET", `/api/video/status/${jobId}`)).toMatchObject(failed);
  const several = await callWith(without, "POST", "/api/video/batch_inference", {
    credential,
    body: { prompts: ["A lake", "A hill"] },
  });
  const { batch_id: batchId } = JSON.parse(several.text) as { batch_id: string };
  const batch = await readBatchWhen(batchId, ({ status }) => status === "failed");
  expect(batch.jobs).toEqual([expect.objectContaining(failed), expect.objectContaining(failed)]);
});

describe("a single video", () => {
  it("is started, watched and fetched at every address it has", async () => {
    const { job_id: jobId, message } = await ask<{ job_id: string; message: string }>(
      200,
      "POST",
      "/api/video/single_inference",
      { prompt: "A windmill in the fog" },
    );
    expect(message).toBe("Video generation started. Connect to WebSocket for updates.");
    const status = `/api/video/status/${jobId}`;
    expect(await ask(200, "GET", status)).toEqual({
      job_id: jobId,
      status: "pending",
      message: "Waiting for a GPU",
      progress: 0,
      video_url: null,
    });
    const lease = await takeSoon();
    await (await node.report(lease, { percent: 30 })).text();
    await eventually(async () =>
      (await ask<Status>(200, "GET", status)).progress === 30 ? 1 : null,
    );
    await (await node.report(lease, { reportNumber: 2, percent: 90, stage: "encoding" })).text();
    const encoding = await eventually(async () => {
      const job = await ask<Status>(200, "GET", status);
      return job.progress === 90 ? job : null;
    });
    expect(encoding.status).toBe("processing");
    await (await node.work(lease)).text();
    const done = await eventually(async () => {
      const job = await ask<Status>(200, "GET", status);
      return job.status === "complete" ? job : null;
    });
    expect(done).toMatchObject({
      message: "Video generation complete (embedded procedural model)",
      progress: 100,
    });
    expect(done.video_url).toMatch(new RegExp(`^/api/videos/${jobId}\\?`));

    const signed = await call("GET", done.video_url!);
    expect(signed.headers.get("content-type")).toBe("video/mp4");
    expect(new Uint8Array(await signed.arrayBuffer())).toEqual(VIDEO);
    for (const path of [`/api/videos/${jobId}`, `/api/videos/${jobId}.mp4`]) {
      const own = await call("GET", path, {
        credential: customer.apiKey,
        headers: { range: "bytes=0-4" },
      });
      expect(own.status).toBe(206);
      expect(await own.text()).toBe("these");
      const head = await call("HEAD", path, { credential: customer.apiKey });
      expect(head.headers.get("content-length")).toBe(String(VIDEO.byteLength));
      const foreign = await call("GET", path, { credential: stranger.apiKey });
      expect(foreign.status).toBe(404);
      expect(await foreign.json()).toEqual({ detail: "There is no such file." });
    }
  });

  it("refuses bodies and ids that are wrong, in the document's shape", async () => {
    for (const body of [{}, { prompt: 7 }, { prompt: " " }, { prompt: "x".repeat(4001) }, []]) {
      const answer = await ask<object>(400, "POST", "/api/video/single_inference", body);
      expect(Object.keys(answer)).toEqual(["detail"]);
    }
    for (const id of ["nonsense", crypto.randomUUID(), "..%2f..", "job_0"]) {
      const answer = await ask<object>(404, "GET", `/api/video/status/${id}`);
      expect(answer).toEqual({ detail: "There is no job with this id." });
    }
  });
});

describe("a batch", () => {
  it("runs on both GPUs at once and counts what ended how", async () => {
    const prompts = ["A bay at noon", "A bay at noon", "Ünïcödé / ..\\ \u202E name"];
    const batchId = await submitBatch(prompts);
    const waiting = await readBatch(batchId);
    expect(waiting).toMatchObject({ batch_id: batchId, status: "processing", total: 3 });
    expect(waiting.message).toBe("Completed: 0/3");
    expect(waiting.jobs.map((job) => [job.job_id, job.status, job.gpu_id, job.prompt])).toEqual(
      prompts.map((prompt, index) => [`job_${index}`, "pending", null, prompt]),
    );

    const [first, second] = [await takeSoon(0), await takeSoon(1)];
    const running = await readBatchWhen(batchId, (batch) =>
      [0, 1].every((gpu) => batch.jobs.some((job) => job.gpu_id === gpu)),
    );
    expect(running.jobs.filter((job) => job.status === "generating")).toHaveLength(2);
    await (await node.work(first, new TextEncoder().encode("the first video"))).text();
    await (await node.work(second, new TextEncoder().encode("the second video"))).text();
    const third = await takeSoon();
    await (
      await node.fail(third, {
        reason: "error",
        code: "model-failed",
        message: "The model refused the prompt.",
        retryable: false,
        renderMilliseconds: 5,
      })
    ).text();
    const ended = await readBatchWhen(batchId, (batch) => batch.status !== "processing");
    expect(ended).toMatchObject({ status: "partial", completed: 2, failed: 1 });
    expect(ended.jobs[2]).toMatchObject({
      status: "failed",
      message: "The model refused the prompt.",
      video_url: null,
    });
    for (const [index, job] of ended.jobs.slice(0, 2).entries()) {
      const place = `/static/videos/${batchId}/job_${index}/job_${index}.mp4`;
      expect(job.video_url?.startsWith(`${place}?`)).toBe(true);
      const texts = await Promise.all(
        [job.video_url!, `/api/videos/${batchId}/job_${index}`].map(async (path) => {
          const credential = path.includes("?") ? {} : { credential: customer.apiKey };
          return (await call("GET", path, credential)).text();
        }),
      );
      expect(texts[0]).toMatch(/^the (first|second) video$/);
      expect(texts[1]).toBe(texts[0]);
      await ask<Status>(200, "GET", `/api/video/status/${batchId}/job_${index}`);
    }

    const path = `/api/video/batch_download/${batchId}`;
    const zip = await call("GET", path, { credential: customer.apiKey });
    expect(zip.headers.get("content-type")).toBe("application/zip");
    const bytes = new Uint8Array(await zip.arrayBuffer());
    expect(zip.headers.get("content-length")).toBe(String(bytes.byteLength));
    expect(listZip(bytes)).toEqual(["job_0-a-bay-at-noon.mp4", "job_1-a-bay-at-noon.mp4"]);
    const head = await call("HEAD", path, { credential: customer.apiKey });
    expect(head.headers.get("content-length")).toBe(String(bytes.byteLength));
  });

  it("ends as a whole when it is cancelled", async () => {
    const batchId = await submitBatch(["A pier", "A barn", "A kite"]);
    const lease = await takeSoon();
    const cancelled = await ask<BatchStatus>(200, "POST", `/api/video/batch_cancel/${batchId}`);
    expect(cancelled.jobs.filter((job) => job.status === "failed")).toHaveLength(2);
    await (
      await node.fail(lease, {
        reason: "cancelled",
        code: "cancelled",
        message: "Cancelled.",
        retryable: false,
        renderMilliseconds: 5,
      })
    ).text();
    const ended = await readBatchWhen(batchId, (batch) => batch.status !== "processing");
    expect(ended).toMatchObject({ status: "failed", completed: 0, failed: 3 });
    expect(ended.jobs[0]?.message).toBe("Video generation was cancelled");
    const zip = await call("GET", `/api/video/batch_download/${batchId}`, {
      credential: customer.apiKey,
    });
    expect(zip.status).toBe(404);
    await zip.text();
  });

  it("answers a repeated submission with the same batch", async () => {
    const send = (prompts: string[]) =>
      call("POST", "/api/video/batch_inference", {
        credential: customer.apiKey,
        body: { prompts },
        headers: { "idempotency-key": "one-batch" },
      });
    const first = await (await send(["A dune", "A reef"])).json();
    expect(await (await send(["A dune", "A reef"])).json()).toEqual(first);
    const other = await send(["A dune"]);
    expect(other.status).toBe(422);
    await other.text();
    const { batch_id: batchId } = first as { batch_id: string };
    await ask(200, "POST", `/api/video/batch_cancel/${batchId}`);
  });

  it("refuses wrong sizes, and knows no batch of another account", async () => {
    for (const prompts of [[], Array.from({ length: 9 }, () => "A"), "A", [""], undefined]) {
      const answer = await ask<object>(400, "POST", "/api/video/batch_inference", { prompts });
      expect(Object.keys(answer)).toEqual(["detail"]);
    }
    const batchId = await submitBatch(["A hill"]);
    const missing = (id: string) => ({
      batch_id: id,
      status: "not_found",
      total: 0,
      completed: 0,
      failed: 0,
      message: "There is no batch with this id.",
      jobs: [],
      detail: "There is no batch with this id.",
    });
    for (const id of [batchId, crypto.randomUUID(), "nonsense"]) {
      const answer = await callJson(404, "GET", `/api/video/batch_status/${id}`, {
        credential: stranger.apiKey,
      });
      expect(answer).toEqual(missing(id));
    }
    await ask(200, "POST", `/api/video/batch_cancel/${batchId}`);
  });
});

/** File names in a ZIP's central directory, which is also checked to be whole. */
function listZip(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer);
  const end = bytes.byteLength - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const names: string[] = [];
  let offset = view.getUint32(end + 16, true);
  for (let entry = view.getUint16(end + 10, true); entry > 0; entry -= 1) {
    const length = view.getUint16(offset + 28, true);
    names.push(new TextDecoder().decode(bytes.subarray(offset + 46, offset + 46 + length)));
    offset += 46 + length + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  return names;
}
