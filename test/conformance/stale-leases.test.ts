import { beforeAll, expect, test } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { bindings, call, eventually, sha256, submitRender, VIDEO } from "../edge/edge-client.ts";
import { makeUuid } from "./harness/plan.ts";
import { readState } from "./harness/snapshot.ts";
import { createParty, createWorld, takeLeaseOf, type World } from "./harness/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const FAILURE = { reason: "error", code: "broken", message: "It broke.", retryable: false };
const RESULT = { model: "procedural", renderMilliseconds: 1 };
const digest = await sha256(VIDEO);
const declared = { sizeBytes: VIDEO.byteLength, sha256: digest };
const bytes = {
  body: VIDEO,
  headers: {
    "content-type": "video/mp4",
    "content-length": String(VIDEO.byteLength),
    "x-content-sha256": digest,
  },
};
const start = { body: { contentType: "video/mp4", ...declared } };
const outputs = [{ name: "video", ...declared }];

/** Every call that a node makes under a lease. */
const CALLS = [
  ["POST", "progress", { body: { reportNumber: 1, stage: "encoding", percent: 99 } }],
  ["PUT", "outputs/video", bytes],
  ["POST", "outputs/video/upload", start],
  ["PUT", "outputs/video/upload/1", bytes],
  ["POST", "outputs/video/upload/complete", {}],
  ["POST", "complete", { body: { result: RESULT, outputs } }],
  ["POST", "fail", { body: FAILURE }],
  ["POST", "fail", { body: { ...FAILURE, reason: "cancelled" } }],
  ["POST", "fail", { body: { ...FAILURE, reason: "drain" } }],
] as const;
type Node = World["node"];

test.for([
  { name: "an older epoch's", pick: (old: Lease) => old.leaseId, by: () => world.node },
  {
    name: "the present one's, from the node that lost it",
    pick: (_old: Lease, now: Lease) => now.leaseId,
    by: () => world.node,
  },
  {
    name: "an older epoch's, from the node that has the present one",
    pick: (old: Lease) => old.leaseId,
    by: () => world.otherNode,
  },
  { name: "nobody's", pick: () => makeUuid(), by: () => world.otherNode },
])("a lease that is $name gets 409 whatever is called, and nothing changes", async (forged) => {
  const { old, now } = await takeTwice();
  expect([old.epoch, now.epoch]).toEqual([1, 2]);
  await expectFenced(forged.by(), forged.pick(old, now), old);
  const { node, otherNode } = world;
  expect(node).not.toBe(otherNode);
  expect(await (await otherNode.work(now)).json()).toEqual({ taskState: "done" });
  await expectFenced(node, forged.pick(old, now), old);
});

test("a winner's end is answered again and nothing can be made of it any more", async () => {
  const { now } = await takeTwice();
  const { otherNode } = world;
  expect(await (await otherNode.work(now)).json()).toEqual({ taskState: "done" });
  const before = await settledState();
  for (const _again of [1, 2, 3]) {
    const again = await otherNode.complete(now, { video: VIDEO });
    expect([again.status, await again.json()]).toEqual([200, { taskState: "done" }]);
  }
  for (const [method, path, request] of CALLS) {
    const answer = await askUnder(otherNode, now.leaseId, method, path, request);
    const isEnd = path === "complete" || path === "fail";
    // Any end is answered with the one that counted.
    const wanted = isEnd ? [200, { taskState: "done" }] : [409, { code: "lease-lost" }];
    expect([path, answer.status, answer.json]).toMatchObject([path, ...wanted]);
  }
  expect(await settledState()).toBe(before);
});

test("the end that failed a job is answered again, and completes nothing", async () => {
  const { apiKey } = await createParty();
  const lease = await takeLeaseOf(world.node, await submitRender(apiKey));
  for (const _again of [1, 2]) {
    const answer = await world.node.fail(lease, FAILURE);
    expect([answer.status, await answer.json()]).toEqual([200, { taskState: "failed" }]);
  }
  const before = await settledState();
  for (const [method, path, request] of CALLS) {
    if (path === "fail" || path === "complete") continue;
    const answer = await askUnder(world.node, lease.leaseId, method, path, request);
    expect([path, answer.status]).toEqual([path, 409]);
  }
  expect(await settledState()).toBe(before);
});

/** A task that one node held and another holds now. */
async function takeTwice(): Promise<{ old: Lease; now: Lease }> {
  const { apiKey } = await createParty();
  const jobId = await submitRender(apiKey);
  const old = await takeLeaseOf(world.node, jobId);
  const drained = { reason: "drain", code: "drain", message: "Drained." };
  await (await world.node.fail(old, drained)).text();
  return { old, now: await takeLeaseOf(world.otherNode, jobId) };
}

/** The one call that is answered is a repetition of the end by which the node gave `old` back. */
async function expectFenced(node: Node, leaseId: string, old: Lease) {
  const before = await settledState();
  for (const [method, path, request] of CALLS) {
    const answer = await askUnder(node, leaseId, method, path, request);
    const isRepeated = path === "fail" && node === world.node && leaseId === old.leaseId;
    const wanted = isRepeated ? [200, { taskState: "ready" }] : [409, { code: "lease-lost" }];
    expect([path, answer.status, answer.json]).toMatchObject([path, ...wanted]);
  }
  expect(await settledState()).toBe(before);
}

async function askUnder(
  { credential }: Node,
  leaseId: string,
  method: string,
  path: string,
  request: object,
) {
  const answer = await call(method, `/node/v1/leases/${leaseId}/${path}`, {
    credential,
    ...request,
  });
  return { status: answer.status, json: await answer.json() };
}

/** Database and storage, once nothing that was begun before changes them any more. */
async function settledState(): Promise<string> {
  const read = async () => {
    const { objects } = await bindings.MEDIA.list();
    return `${objects.map(({ key, etag }) => `${key} ${etag}`).join("\n")}\n${await readState()}`;
  };
  let last = await read();
  return eventually(async () => {
    const now = await read();
    if (now === last) return now;
    last = now;
    return null;
  });
}
