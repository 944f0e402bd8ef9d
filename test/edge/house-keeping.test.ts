import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { composeServices, type Env } from "../../edge/composition.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import { bindings, call, callJson, createCustomer, enrolNode, eventually } from "./edge-client.ts";

const operator = { credential: bindings.OPERATOR_TOKEN };
const DAY_MILLISECONDS = 24 * 3_600_000;

type Event = { jobId: string; type: string };

it("lets a batch go with its jobs and feeds when the account's policy says so", async () => {
  const { id: accountId, apiKey: credential } = await createCustomer({
    limits: { jobRetentionDays: 2 },
  });
  const path = "/api/video/batch_inference";
  const body = { prompts: ["a red boat", "a calm lake"] };
  const submitted = await callJson<{ batch_id: string }>(200, "POST", path, { credential, body });
  const batchPath = `/api/v2/batches/${submitted.batch_id}`;
  const { jobs } = await callJson<{ jobs: { id: string }[] }>(200, "POST", `${batchPath}/cancel`, {
    credential,
  });
  const jobIds = jobs.map(({ id }) => id);
  const eventsOf = async (feed: string) =>
    (await feedOf(feed).read(0, 100)).entries.map(({ event }) => event as unknown as Event);
  for (const jobId of jobIds) {
    await eventually(async () =>
      (await eventsOf(`job:${jobId}`)).some(({ type }) => type === "job-cancelled") ? true : null,
    );
  }
  expect(await eventsOf(`batch:${submitted.batch_id}`)).not.toEqual([]);
  const younger = await callJson<{ batch_id: string }>(200, "POST", path, { credential, body });

  await age(accountId, jobIds, DAY_MILLISECONDS);
  await sweepNow();
  await callJson(200, "GET", batchPath, { credential });

  await age(accountId, jobIds, 3 * DAY_MILLISECONDS);
  await sweepNow();
  await callJson(404, "GET", batchPath, { credential });
  for (const jobId of jobIds) {
    await callJson(404, "GET", `/api/v2/jobs/${jobId}`, { credential });
    expect(await eventsOf(`job:${jobId}`)).toEqual([]);
  }
  expect(await eventsOf(`batch:${submitted.batch_id}`)).toEqual([]);
  await callJson(200, "GET", `/api/v2/batches/${younger.batch_id}`, { credential });
});

it("logs what operators do, for operators alone", async () => {
  const { id, keyId, apiKey } = await createCustomer({ tokens: 5 });
  const path = `/api/v2/accounts/${id}`;
  await callJson(200, "PATCH", path, { ...operator, body: { weight: 2, monitorPublic: true } });
  await callJson(201, "POST", `${path}/grants`, { ...operator, body: { tokens: 7, note: "gift" } });
  await callJson(204, "DELETE", `${path}/keys/${keyId}`, operator);
  const { nodeId } = await enrolNode("audited");
  await callJson(200, "POST", `/api/v2/nodes/${nodeId}/pause`, {
    ...operator,
    body: { note: "fan" },
    headers: { "x-request-id": "the-pause" },
  });
  const list = async (query: string) =>
    (
      await callJson<{ items: Record<string, unknown>[] }>(
        200,
        "GET",
        `/api/v2/audit-log?${query}`,
        operator,
      )
    ).items;
  const entries = await list(`subjectId=${id}`);
  expect(entries.map(({ action, details }) => [action, details])).toEqual([
    ["key-revoked", { keyId }],
    ["balance-granted", { currency: "tokens", amount: 7, note: "gift" }],
    ["account-changed", { weight: 2, monitorPublic: true }],
    ["key-created", { name: "key", scopes: [], expiresAt: null, keyId }],
    ["account-created", { name: "customer", tokens: 5 }],
  ]);
  expect(JSON.stringify(entries)).not.toContain(apiKey);
  expect(await list(`subjectId=${nodeId}`)).toMatchObject([
    {
      action: "node-state-changed",
      details: { state: "paused", note: "fan" },
      requestId: "the-pause",
    },
  ]);
  const refused = await call("GET", "/api/v2/audit-log", {
    credential: (await createCustomer()).apiKey,
  });
  expect(refused.status).toBe(403);
  await refused.text();
});

function feedOf(name: string) {
  const services = composeServices(env as unknown as Env, () => undefined);
  const [kind, id = ""] = name.split(":");
  return kind === "batch" ? services.feeds.ofBatch(id) : services.feeds.ofJob(id);
}

/** As if the jobs had ended so long ago, and the account were due to be looked at. */
async function age(accountId: string, jobIds: string[], milliseconds: number): Promise<void> {
  await bindings.DB.batch([
    ...jobIds.map((id) =>
      bindings.DB.prepare("UPDATE jobs SET finished_at = ? WHERE id = ?").bind(
        Date.now() - milliseconds,
        id,
      ),
    ),
    bindings.DB.prepare("UPDATE accounts SET tidied_at = 0 WHERE id = ?").bind(accountId),
  ]);
}

async function sweepNow(): Promise<void> {
  const work: Promise<unknown>[] = [];
  await sweep(composeServices(env as unknown as Env, (one) => void work.push(one)));
  await Promise.all(work);
}
