import { beforeAll, describe, expect, it } from "vitest";
import type { AccountView, JobDetail } from "../../edge/dialects/native/views.ts";
import { call, callJson, createCustomer, enrolNode, eventually, VIDEO } from "./edge-client.ts";
import { MODEL, PATH, takeJob } from "./video-jobs-client.ts";

/** The smallest PNG there is. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;
const get = <Body>(path: string) =>
  callJson<Body>(200, "GET", path, { credential: customer.apiKey });

beforeAll(async () => {
  customer = await createCustomer({ tokens: 200 });
  node = await enrolNode();
  await node.hello();
});

describe("the native API", () => {
  it("shows an account to its own credential", async () => {
    expect(await get<AccountView>("/api/v2/account")).toMatchObject({
      id: customer.id,
      balances: { tokens: 200 },
      limits: { videoJobTokens: 50 },
    });
    const refused = await call("GET", "/api/v2/account");
    expect([refused.status, (await refused.text()) !== ""]).toEqual([401, true]);
  });

  it("shows a job's title, request and inputs, so that it can be sent again", async () => {
    const { apiKey: credential } = customer;
    const body = {
      prompt: "A pixel wakes up",
      model: MODEL,
      resolution: "720p",
      aspectRatio: "9:16",
      durationSeconds: 4,
      initialImage: `data:image/png;base64,${PIXEL}`,
    };
    const { id } = await callJson<{ id: string }>(202, "POST", PATH, { credential, body });
    const job = await get<JobDetail>(`/api/v2/jobs/${id}`);
    expect(job.title).toBe("A pixel wakes up");
    expect(job.inputs).toEqual([{ role: "initial-image", assetId: expect.any(String) as string }]);
    const again = await callJson<{ id: string }>(202, "POST", PATH, {
      credential,
      body: { ...(job.request as object), initialImage: job.inputs[0]?.assetId },
    });
    const second = await get<JobDetail>(`/api/v2/jobs/${again.id}`);
    expect(second.request).toEqual(job.request);
    expect(second.inputs).toEqual(job.inputs);
  });

  it("signs links to a finished job's video and still", async () => {
    const { apiKey: credential } = customer;
    const [queued] = (await get<{ items: JobDetail[] }>("/api/v2/jobs")).items;
    const lease = await takeJob(node, queued?.id ?? "");
    await (await node.work(lease)).text();
    const job = await eventually(async () => {
      const read = await get<JobDetail>(`/api/v2/jobs/${lease.jobId}`);
      return read.state === "completed" ? read : null;
    });
    const links = Object.fromEntries(job.outputs.map(({ name, url }) => [name, url]));
    const video = await call("GET", links["video"] ?? "");
    expect(new Uint8Array(await video.arrayBuffer())).toEqual(VIDEO);
    const still = await call("GET", links["thumbnail"] ?? "");
    expect([still.status, (await still.arrayBuffer()).byteLength > 0]).toEqual([200, true]);

    const path = `/api/v2/jobs/${job.id}`;
    expect(await callJson(204, "DELETE", path, { credential })).toBeNull();
    expect((await callJson<{ code: string }>(404, "GET", path, { credential })).code).toBe(
      "not-found",
    );
  });
});
