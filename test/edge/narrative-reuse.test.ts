import { beforeAll, describe, expect, it } from "vitest";
import type { Lease } from "#contracts/node-protocol.ts";
import { bindings, call, callJson, createCustomer, eventually } from "./edge-client.ts";
import {
  createNarrative,
  enrolFilmNode,
  finish,
  readStatus,
  readWhen,
  sceneSpec,
  takeScenes,
  workOff,
  type Customer,
  type FilmNode,
} from "./narrative-client.ts";

const LINES = Array.from({ length: 12 }, (_, index) => `Scene ${index + 1} of a quiet story.`);
const FIVE = LINES.slice(0, 5);
const OTHER = "Now something else happens.";

let node: FilmNode;
let customer: Customer;
beforeAll(async () => {
  node = await enrolFilmNode("films", 5);
  customer = await createCustomer();
});

const kinds = (leases: readonly Lease[]) => leases.map(({ spec }) => spec.kind);

describe("a narrative sent again", () => {
  it("with one line changed renders one scene, and shows the stills of all", async () => {
    const first = await createNarrative(customer, { input: { prompt_list: FIVE } });
    expect(kinds(await workOff(node, customer, first))).toHaveLength(6);

    const again = await createNarrative(customer, { input: { prompt_list: FIVE.with(3, OTHER) } });
    expect((await readStatus(customer, again)).message).toContain(
      "4 of 5 scenes were there from an earlier film.",
    );
    const done = await workOff(node, customer, again);
    expect(kinds(done)).toEqual(["render-scene", "assemble-film"]);
    expect(sceneSpec(done[0]!).parameters.narration).toBe(OTHER);
    expect(done[1]?.spec.inputs).toHaveLength(15);
    expect(done[1]?.spec.inputs?.map(({ scene }) => scene)).toEqual(
      Array.from({ length: 15 }, (_, index) => Math.floor(index / 3)),
    );
    const { result } = await readWhen(customer, again, "COMPLETED");
    expect(result?.scenes).toHaveLength(5);
    for (const { image } of result?.scenes ?? []) {
      const answer = await call("GET", image ?? "");
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }

    const same = await createNarrative(customer, { input: { prompt_list: FIVE } });
    expect(kinds(await workOff(node, customer, same))).toEqual(["assemble-film"]);
    const anew = await createNarrative(customer, { input: { prompt_list: FIVE, cache: false } });
    expect(await takeScenes(node, anew, 5)).toHaveLength(5);
    await callJson(200, "POST", `/api/v2/jobs/${anew}/cancel`, { credential: customer.apiKey });
    await node.hello();
  });

  it("by another account is rendered anew", async () => {
    const other = await createCustomer();
    const id = await createNarrative(other, { input: { prompt_list: FIVE } });
    expect(await workOff(node, other, id)).toHaveLength(6);
  });

  it("renders a scene anew whose still was deleted", async () => {
    const lines = LINES.slice(0, 2);
    const first = await createNarrative(customer, {
      input: { prompt_list: lines, aspect_ratio: "1:1" },
    });
    await workOff(node, customer, first);
    const { outputs } = await callJson<{ outputs: { name: string; assetId: string }[] }>(
      200,
      "GET",
      `/api/v2/jobs/${first}`,
      { credential: customer.apiKey },
    );
    const still = outputs.find(({ name }) => name === "image");
    await callJson(204, "DELETE", `/api/v2/assets/${still?.assetId}`, {
      credential: customer.apiKey,
    });
    const { result } = await readStatus(customer, first);
    expect(result?.scenes.filter(({ image }) => image === null)).toHaveLength(1);
    const again = await createNarrative(customer, {
      input: { prompt_list: lines, aspect_ratio: "1:1" },
    });
    expect(kinds(await workOff(node, customer, again))).toEqual(["render-scene", "assemble-film"]);
  });
});

it("loses no more than the scenes that a dead node held", async () => {
  const id = await createNarrative(customer, {
    input: { prompt_list: LINES, aspect_ratio: "9:16" },
  });
  const doomed = await enrolFilmNode("doomed", 3);
  const other = await enrolFilmNode("other", 2);
  // Scenes of one film go to as many nodes as are free.
  const held = await takeScenes(doomed, id, 3);
  const others = await takeScenes(other, id, 2);
  expect([held.length, others.length]).toEqual([3, 2]);
  await finish(doomed, held[0]!);
  for (const lease of others) await finish(other, lease);
  for (let count = 0; count < 3; count += 1) await finish(other, (await other.take())!);
  // Six of twelve are done; the doomed one holds the seventh, and two more.
  const last = [...held.slice(1), (await doomed.take(0))!];
  const before = (await readStatus(customer, id)).progress;
  await callJson(200, "POST", `/api/v2/nodes/${doomed.nodeId}/revoke`, {
    credential: bindings.OPERATOR_TOKEN,
  });
  const lost = await eventually(async () => {
    const rows = await epochsOf(id);
    return rows.filter(({ state }) => state === "leased").length === 0 ? rows : null;
  });
  expect(lost.filter(({ state }) => state === "done")).toHaveLength(6);
  expect((await readStatus(customer, id)).progress).toBeGreaterThanOrEqual(before);
  // Other nodes may take what the dead one held once its back-off is over.
  await eventually(async () => {
    const lease = await other.take();
    if (lease) await finish(other, lease);
    return (await readStatus(customer, id)).status === "COMPLETED" ? true : null;
  });
  const rows = await epochsOf(id);
  const again = rows.filter(({ epoch }) => epoch > 1);
  expect(again.map(({ id: task }) => task).toSorted()).toEqual(
    last.map(({ taskId }) => taskId).toSorted(),
  );
  expect(rows.every(({ state, epoch }) => state === "done" && epoch <= 2)).toBe(true);
}, 60_000);

async function epochsOf(jobId: string) {
  const { results } = await bindings.DB.prepare(
    "SELECT id, state, epoch FROM tasks WHERE job_id = ?",
  )
    .bind(jobId)
    .all<{ id: string; state: string; epoch: number }>();
  return results;
}
