import { beforeAll, describe, expect, it } from "vitest";
import { composeServices } from "../../edge/composition.ts";
import { signLink } from "../../edge/http/signed-links.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  ORIGIN,
  submitRender,
  subscribe,
  VIDEO,
} from "./edge-client.ts";

type Job = Record<string, unknown> & { video_url: string; thumbnail_url: string };

let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;
let job: Job;
let jobId: string;

const statusOf = (id: string) =>
  callJson<Job>(200, "GET", `/api/v1/render-video/${id}`, { credential: customer.apiKey });
const waitForStatus = (id: string, status: string) =>
  eventually(async () => {
    const one = await statusOf(id);
    return one.status === status ? one : null;
  });
const takeSoon = () => eventually(() => node.take());

async function render(): Promise<string> {
  const id = await submitRender(customer.apiKey);
  await (await node.work(await takeSoon())).text();
  await waitForStatus(id, "completed");
  return id;
}

/** Asks for a file and reads it. */
async function fetchFile(url: string, headers: Record<string, string> = {}, method = "GET") {
  const answer = await call(method, url, { headers });
  const text = new TextDecoder().decode(await answer.arrayBuffer());
  return { status: answer.status, headers: answer.headers, text };
}

beforeAll(async () => {
  customer = await createCustomer();
  node = await enrolNode();
  await node.hello();
  jobId = await render();
  job = await statusOf(jobId);
});

const sizeBytes = VIDEO.byteLength;
const whole = new TextDecoder().decode(VIDEO);

describe("a media link", () => {
  it("serves the file with everything a player and a browser need", async () => {
    const file = await fetchFile(job.video_url);
    expect(file.status).toBe(200);
    expect(file.text).toBe(whole);
    const name = `filename="${jobId}.mp4"; filename*=UTF-8''${jobId}.mp4`;
    expect(Object.fromEntries(file.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-disposition": `inline; ${name}`,
      "content-type": "video/mp4",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=60",
    });
    expect(file.headers.get("etag")).toMatch(/^"[\da-f]{64}"$/);
    const saved = await fetchFile(`${job.video_url}&download=1`);
    expect(saved.headers.get("content-disposition")).toBe(`attachment; ${name}`);
    const head = await fetchFile(job.video_url, {}, "HEAD");
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers.get("content-length")).toBe(String(sizeBytes));
    const thumbnail = await fetchFile(job.thumbnail_url);
    expect(thumbnail.headers.get("content-type")).toBe("image/png");
    expect(thumbnail.headers.get("content-disposition")).toContain(`${jobId}.png`);
  });

  it("serves one range, and the whole for several", async () => {
    const part = await fetchFile(job.video_url, { range: "bytes=6-10" });
    expect(part).toMatchObject({ status: 206, text: "bytes" });
    expect(part.headers.get("content-range")).toBe(`bytes 6-10/${sizeBytes}`);
    expect(part.headers.get("content-length")).toBe("5");
    const head = await fetchFile(job.video_url, { range: "bytes=6-10" }, "HEAD");
    expect(head).toMatchObject({ status: 206, text: "" });
    expect(head.headers.get("content-length")).toBe("5");
    const last = await fetchFile(job.video_url, { range: "bytes=-6" });
    expect(last).toMatchObject({ status: 206, text: "frames" });
    const many = await fetchFile(job.video_url, { range: "bytes=0-1,4-5" });
    expect(many).toMatchObject({ status: 200, text: whole });
    const beyond = await fetchFile(job.video_url, { range: `bytes=${sizeBytes}-` });
    expect(beyond).toMatchObject({ status: 416, text: "" });
    expect(beyond.headers.get("content-range")).toBe(`bytes */${sizeBytes}`);
  });

  it("heeds conditions", async () => {
    const { headers } = await fetchFile(job.video_url);
    const etag = headers.get("etag")!;
    const modified = headers.get("last-modified")!;
    const range = "bytes=0-4";
    for (const [conditions, status] of [
      [{ "if-none-match": etag }, 304],
      [{ "if-none-match": `W/${etag}` }, 304],
      [{ "if-none-match": '"other"' }, 200],
      [{ "if-modified-since": modified }, 304],
      [{ "if-match": '"other"' }, 412],
      [{ range, "if-range": etag }, 206],
      [{ range, "if-range": modified }, 206],
      [{ range, "if-range": '"other"' }, 200],
    ] as const) {
      const answer = await fetchFile(job.video_url, conditions);
      expect([conditions, answer.status]).toEqual([conditions, status]);
      expect(answer.headers.get("etag")).toBe(etag);
    }
  });

  it("works whatever else rides along", async () => {
    const other = await createCustomer();
    for (const headers of [
      { authorization: "Bearer nonsense" },
      { authorization: `Bearer ${other.apiKey}` },
      { authorization: "Bearer a", "x-api-key": "b" },
    ]) {
      expect(await fetchFile(job.video_url, headers)).toMatchObject({ status: 200, text: whole });
    }
  });

  it("is refused when it was changed, 410 when it is old, 404 when there is nothing", async () => {
    const services = composeServices(bindings, () => undefined);
    const at = (daysAgo: number) => ({
      ...services,
      clock: { now: () => services.clock.now() - daysAgo * 24 * 3600 * 1000 },
    });
    const path = `/videos/${jobId}.mp4`;
    const link = { origin: ORIGIN, path, linkEpoch: 1 };
    const signed = (change: object = {}, daysAgo = 0) =>
      signLink(at(daysAgo), { ...link, ...change });
    const url = new URL(await signed());
    url.searchParams.set("expires", "99999999999");
    const unknown = crypto.randomUUID();
    for (const [address, status, error] of [
      [await signed(), 200, null],
      [url.href, 403, "forbidden"],
      [await signed({}, 8), 410, "link_expired"],
      [await signed({ path: `/videos/${unknown}.mp4` }), 404, "not_found"],
      [await signed({ path: `/thumbnails/${unknown}.png` }), 404, "not_found"],
      [await signed({ path: `/videos/${jobId}.webm` }), 404, "not_found"],
      [await signed({ linkEpoch: 2 }), 410, "link_expired"],
      [`${ORIGIN}${path}`, 401, "unauthorized"],
    ] as const) {
      const answer = await fetchFile(address);
      expect([address, answer.status]).toEqual([address, status]);
      if (error !== null) expect(JSON.parse(answer.text)).toMatchObject({ error });
    }
  });

  it("is void after its account's links were revoked, and 404 after the file was deleted", async () => {
    const id = await render();
    const { video_url: link, thumbnail_url: picture } = await statusOf(id);
    const run = (sql: string, value: string) => bindings.DB.prepare(sql).bind(value).run();
    await run("UPDATE assets SET deleted_at = 1 WHERE name = 'thumbnail' AND job_id = ?", id);
    expect(await fetchFile(picture)).toMatchObject({ status: 404 });
    expect(await fetchFile(link)).toMatchObject({ status: 200 });
    let current = link;
    for (const [path, credential] of [
      ["account", customer.apiKey],
      [`accounts/${customer.id}`, bindings.OPERATOR_TOKEN],
    ] as const) {
      const { revokedAt } = await callJson<{ revokedAt: string }>(
        200,
        "POST",
        `/api/v2/${path}/revoke-links`,
        { credential },
      );
      expect(Date.parse(revokedAt)).toBeLessThanOrEqual(Date.now());
      expect(await fetchFile(current)).toMatchObject({ status: 410 });
      current = (await statusOf(id)).video_url;
      expect(await fetchFile(current)).toMatchObject({ status: 200 });
    }
    const audited = await callJson<{ items: { action: string }[] }>(
      200,
      "GET",
      `/api/v2/audit-log?subjectId=${customer.id}`,
      { credential: bindings.OPERATOR_TOKEN },
    );
    expect(audited.items.filter(({ action }) => action === "links-revoked")).toHaveLength(1);
    job = await statusOf(jobId);
  });

  it("never shows what a node calls a page", async () => {
    const id = await submitRender(customer.apiKey);
    const lease = await takeSoon();
    const page = new TextEncoder().encode("<script>alert(1)</script>");
    await (await node.upload(lease, "video", page, "text/html")).text();
    await (await node.upload(lease, "thumbnail", page, "image/svg+xml")).text();
    await (await node.complete(lease, { video: page, thumbnail: page })).text();
    const made = await waitForStatus(id, "completed");
    for (const url of [made.video_url, made.thumbnail_url]) {
      const { headers } = await fetchFile(url);
      expect(headers.get("content-type")).toBe("application/octet-stream");
      expect(headers.get("content-disposition")).toMatch(/^attachment; /);
    }
  });
});

describe("a status of a job that has ended", () => {
  it.each(["completed", "failed", "cancelled"])(
    "%s is the notification and progress",
    async (end) => {
      const listener = await subscribe(customer.apiKey);
      const id = await submitRender(customer.apiKey);
      if (end === "cancelled") {
        await callJson(200, "POST", `/api/v1/render-video/${id}/cancel`, {
          credential: customer.apiKey,
        });
      } else if (end === "completed") {
        await (await node.work(await takeSoon())).text();
      } else {
        const lease = await takeSoon();
        const failure = { reason: "error", code: "bad", message: "No.", retryable: false };
        await (await node.fail(lease, failure)).text();
      }
      const { progress, ...status } = await waitForStatus(id, end);
      const { seq, ...notification } = await listener.next((message) => message.job_id === id);
      expect(seq).toBeTypeOf("number");
      expect(progress).toBeTypeOf("number");
      const unsigned = (body: object) =>
        JSON.parse(JSON.stringify(body).replaceAll(/\?[^"]*/g, ""));
      expect(unsigned(status)).toEqual(unsigned(notification));
      expect(status.type).toBe(end === "completed" ? "job_complete" : "error");
      listener.socket.close(1000);
    },
  );
});
