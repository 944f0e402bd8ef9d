import { expect, test } from "vitest";
import { composeServices } from "../../edge/composition.ts";
import { AccountView } from "../../edge/dialects/native/views.ts";
import { createAccount } from "../../edge/domain/accounts/create-account.ts";
import { createEnrolmentToken } from "../../edge/domain/nodes/create-enrolment-token.ts";
import {
  bindings,
  call,
  callJson,
  createCustomer,
  enrolNode,
  eventually,
  submitRender,
} from "./edge-client.ts";

const operator = { credential: bindings.OPERATOR_TOKEN };
const EUROPE = "pool:eu:any:0";

test("an account's jobs go to the nodes of its pool, from the moment it is moved there", async () => {
  const customer = await createCustomer();
  const path = `/api/v2/accounts/${customer.id}`;
  const home = await enrolNode("home");
  const abroad = await enrolNode("abroad", 1, {}, EUROPE);
  await home.hello();
  await abroad.hello();

  const before = await submitRender(customer.apiKey);
  const body = { pool: EUROPE };
  const moved = AccountView.parse(await callJson(200, "PATCH", path, { ...operator, body }));
  expect(moved.pool).toBe(EUROPE);
  const after = await submitRender(customer.apiKey);

  const take = (node: typeof home) => eventually(() => node.take());
  expect((await take(abroad)).jobId).toBe(after);
  expect((await take(home)).jobId).toBe(before);
  const third = await submitRender(customer.apiKey);
  expect(await waitingOf(third, customer.apiKey)).toMatchObject({
    capableSlots: { total: 1, free: 0 },
  });
});

test("an account starts in the pool that its operator names", async () => {
  const { id } = await createCustomer({ pool: EUROPE });
  const account = await callJson(200, "GET", `/api/v2/accounts/${id}`, operator);
  expect(account).toMatchObject({ pool: EUROPE });
});

test("accounts and nodes that nobody placed are spread over all default pools", async () => {
  const services = composeServices(bindings, () => undefined);
  const sharded = { ...services, settings: { ...services.settings, poolShards: 3 } };
  const pools = new Map<string, number>();
  for (let count = 0; count < 30; count += 1) {
    const { account } = await createAccount(sharded, { name: "one of many" });
    pools.set(account.pool, (pools.get(account.pool) ?? 0) + 1);
  }
  expect([...pools.keys()].toSorted()).toEqual([
    "pool:default:any:0",
    "pool:default:any:1",
    "pool:default:any:2",
  ]);
  const before = await services.nodes.countByPool(Date.now());
  for (let count = 0; count < 12; count += 1) {
    await createEnrolmentToken(sharded, { name: "machine" }, { requestId: "a-call" });
  }
  const counts = [...pools.keys()].map((pool) => before.get(pool) ?? 0);
  expect(Math.max(...counts)).toBeLessThan(4);
  const now = await services.nodes.countByPool(Date.now());
  const spread = [...pools.keys()].map((pool) => now.get(pool) ?? 0);
  expect(Math.max(...spread) - Math.min(...spread)).toBeLessThanOrEqual(1);
});

async function waitingOf(jobId: string, credential: string) {
  const answer = await call("GET", `/api/v2/jobs/${jobId}/waiting`, { credential });
  const { tasks } = await answer.json<{ tasks: object[] }>();
  return tasks[0];
}
