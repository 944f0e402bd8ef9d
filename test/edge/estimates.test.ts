import { beforeAll, describe, expect, it } from "vitest";
import { composeServices } from "../../edge/composition.ts";
import { DEFAULT_POOL } from "../../edge/domain/dispatch/pool-name.ts";
import { FleetMinutesView, JobDetail } from "../../edge/dialects/native/views.ts";
import { chooseModels } from "../../edge/domain/models/choose-models.ts";
import { changeNodeState } from "../../edge/domain/nodes/change-node-state.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  RENDER_REQUEST,
  submitRender,
} from "./edge-client.ts";

const operator = { credential: bindings.OPERATOR_TOKEN };
const services = () => composeServices(bindings, () => undefined);
let customer: Awaited<ReturnType<typeof createCustomer>>;
let node: Awaited<ReturnType<typeof enrolNode>>;
beforeAll(async () => {
  customer = await createCustomer();
  node = await enrolNode("atlas");
});

const readJob = async (jobId: string) =>
  JobDetail.parse(
    await callJson(200, "GET", `/api/v2/jobs/${jobId}`, { credential: customer.apiKey }),
  );

async function submit(change: object = {}) {
  return callJson<{ job_id: string; message: string; estimated_time: number }>(
    200,
    "POST",
    "/api/v1/render-video",
    { credential: customer.apiKey, body: { ...RENDER_REQUEST, ...change } },
  );
}

describe("estimates", () => {
  it("are the usual at first, and then what the nodes measured", async () => {
    const first = await submit({ duration: 6 });
    expect(first).toMatchObject({ estimated_time: 8, message: expect.stringMatching(/queued\.$/) });
    expect((await readJob(first.job_id)).estimate).toEqual({
      queuePosition: null,
      startSeconds: null,
      finishSeconds: null,
    });
    await node.hello();
    await submitRender(customer.apiKey);
    const waiting = await eventually(async () => {
      const { estimate } = await readJob(first.job_id);
      return estimate?.startSeconds ? estimate : null;
    });
    expect(waiting).toMatchObject({
      queuePosition: 1,
      startSeconds: { p50: 0, p90: 0 },
      finishSeconds: { p50: 7.4 },
    });
    for (const _ of [1, 2]) {
      const lease = await eventually(() => node.take());
      await (await node.work(lease)).text();
    }
    expect((await readJob(first.job_id)).estimate).toBeNull();
    // The look at the fleet is at most two seconds old for whoever asks about a job.
    const second = await submitRender(customer.apiKey, { duration: 6 });
    await eventually(async () => {
      const { estimate } = await readJob(second);
      return (estimate?.finishSeconds?.p50 ?? 10) < 5 ? estimate : null;
    });
    expect((await submit({ duration: 6 })).estimated_time).toBeLessThan(8);
  });

  it("say at submission that no enrolled node could ever do it", async () => {
    await node.hello();
    const notice = "No enrolled node can encode mpeg4: it waits until one joins that can.";
    const { job_id: jobId, message } = await submit({ format: "avi" });
    expect(message).toBe(`Your video rendering job has been queued. ${notice}`);
    expect(await readJob(jobId)).toMatchObject({ notice, estimate: { finishSeconds: null } });
    const { tasks } = await callJson<{ tasks: { reason: object }[] }>(
      200,
      "GET",
      `/api/v2/jobs/${jobId}/waiting`,
      { credential: customer.apiKey },
    );
    expect(tasks[0]?.reason).toMatchObject({
      code: "no-capable-node",
      message: "No node online can do it: 1 slot lacks the codec. No enrolled node ever could.",
    });
    // As soon as a node joins that can, nobody is told so any more.
    await (await enrolNode("titan")).hello();
    const encoders = [{ name: "mpeg4", codec: "mpeg4", hardware: false }];
    await (await enrolNode("hermes", 1, { encoders })).hello();
    const next = await submit({ format: "avi" });
    expect(next.message).toBe("Your video rendering job has been queued.");
    expect((await readJob(next.job_id)).notice).toBeNull();
  });

  it("count the other jobs of a burst, one after another or at once", async () => {
    // Nobody measured it, so that it takes the usual: four seconds, on two nodes.
    const estimate = async () => (await submit({ format: "webm" })).estimated_time;
    const apart: number[] = [];
    while (apart.length < 6) apart.push(await estimate());
    expect(apart).toEqual(apart.toSorted((a, b) => a - b));
    expect(apart.at(-1)).toBeGreaterThan(2 * (apart[0] ?? 0));
    const atOnce = await Promise.all(Array.from({ length: 8 }, estimate));
    expect(Math.max(...atOnce)).toBeGreaterThan(5 * (apart[0] ?? 0));
    expect(new Set(atOnce).size).toBeGreaterThan(2);
  });
});

describe("the fleet", () => {
  it("shows operators what its pools did, minute by minute", async () => {
    const path = "/api/v2/fleet/minutes";
    await callJson(403, "GET", path, { credential: customer.apiKey });
    await callJson(400, "GET", `${path}?hours=49`, operator);
    const inAMinute = { now: () => Date.now() + 60_000 };
    await sweep({ ...services(), clock: inAMinute });
    const { items } = FleetMinutesView.parse(await callJson(200, "GET", path, operator));
    const ours = items.filter(({ pool }) => pool === DEFAULT_POOL);
    expect(ours).toHaveLength(5);
    expect(ours.at(-1)?.waiting).toBeGreaterThan(0);
    expect(ours[0]?.waiting).toBeNull();
    const sum = (count: (minute: (typeof ours)[number]) => number) =>
      ours.reduce((total, minute) => total + count(minute), 0);
    expect(sum(({ starts }) => starts)).toBe(2);
    expect(sum(({ finishes }) => finishes)).toBe(2);
    expect(sum(({ busySlotSeconds }) => busySlotSeconds)).toBeGreaterThan(0);
    await (await call("GET", `${path}?pool=elsewhere`, operator)).json().then((answer) => {
      expect(answer).toEqual({ items: [] });
    });
  });

  it("hears in the sweep of a pause and of a resumption whose calls were lost", async () => {
    const lost = {
      ...services(),
      pools: { named: () => ({ changeNode: () => Promise.reject(new Error("out of reach")) }) },
    } as unknown as ReturnType<typeof services>;
    const known = async () => {
      const heard = await services().pools.named(DEFAULT_POOL).listHeard();
      return heard.find(({ nodeId }) => nodeId === node.nodeId)?.state;
    };
    expect(await known()).toBe("active");
    for (const [before, after] of [
      ["active", "paused"],
      ["paused", "active"],
      ["active", "draining"],
    ] as const) {
      expect(
        await changeNodeState(lost, node.nodeId, after, null, { requestId: "a-change" }),
      ).toMatchObject({ state: after });
      expect(await known()).toBe(before);
      await sweep(services());
      expect(await known()).toBe(after);
    }
  });

  it("chooses models among the nodes of the account's own pool", async () => {
    await (await enrolNode("veo", 1, { models: ["veo-3.1-generate-001"] })).hello();
    const wanted = { taskKind: "generate-video", wanted: ["veo-3.1-generate-001"] };
    const elsewhere = {
      ...services(),
      settings: { ...services().settings, proceduralFallback: false },
    };
    expect(await chooseModels(elsewhere, DEFAULT_POOL, wanted)).toMatchObject({
      choices: [{ model: "veo-3.1-generate-001", standIn: "none" }],
    });
    expect(await chooseModels(elsewhere, "pool:elsewhere", wanted)).toEqual({
      lacking: ["veo-3.1-generate-001"],
    });
    const model = "COSMOS";
    const modelMemory = [{ model, gpuMemoryMebibytes: 1024 }];
    await (await enrolNode("without a GPU", 1, { models: [model], modelMemory })).hello();
    const large = { taskKind: "generate-video", wanted: [model] };
    expect(await chooseModels(elsewhere, DEFAULT_POOL, large)).toEqual({ lacking: [model] });
  });
});
