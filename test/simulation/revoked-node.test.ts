import { expect, it } from "vitest";
import { changeNodeState } from "../../edge/domain/nodes/change-node-state.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import { SimulatedClient } from "./simulated-client.ts";
import { SimulatedOperator } from "./simulated-operator.ts";
import { START } from "./timeline.ts";
import { World } from "./world.ts";

it("takes a revoked node's leases within a minute though its pool was not told", async () => {
  const world = new World({ seed: 1, plant: null, print: false });
  const { timeline, shadow } = world;
  world.faults.active = false;
  const until = (done: () => boolean) => timeline.run(done, timeline.now() + 600_000);
  const operator = new SimulatedOperator(world);
  let isReady = false;
  void operator.setUp({ accounts: 1, nodes: 1 }).then(() => {
    isReady = true;
  });
  await timeline.run(() => isReady, START + 60_000);
  const [node] = operator.nodes;
  const [customer] = operator.customers;
  if (!node || !customer) throw new Error("The deployment is not set up.");
  void new SimulatedClient(world, customer, customer).run();
  const leases = () => [...shadow.tasks.values()].filter(({ state }) => state === "leased");
  await until(() => leases().length === 1);

  // The pool is out of reach for this one call, and the node goes on answering its socket.
  let answered: string | null = null;
  void world
    .handle("operator", "revoke", null, (services) =>
      changeNodeState(
        { ...services, pools: { named: () => unreachablePool(services.pools.named(node.pool)) } },
        node.id,
        "revoked",
        null,
        { requestId: "simulated" },
      ),
    )
    .then(({ state }) => {
      answered = state;
    });
  await until(() => answered !== null);
  expect(answered).toBe("revoked");
  const revokedAt = timeline.now();
  const told: string[] = [];
  world.poolNamed(node.pool).sockets.set(node.id, {
    open: true,
    openedAt: revokedAt,
    get answeredAt() {
      return timeline.now();
    },
    tell: ({ type }) => told.push(type),
    broken: () => undefined,
  });
  await timeline.run(() => false, revokedAt + 55_000);
  expect(leases()).not.toEqual([]);
  void world.handle("sweep", "cron", null, sweep);
  await timeline.run(() => leases().length === 0, revokedAt + 60_000);
  expect(leases()).toEqual([]);
  // From now on the pool offers it nothing.
  told.length = 0;
  await timeline.run(() => false, timeline.now() + 60_000);
  expect(told).not.toContain("offer");
  world.database.close();
});

function unreachablePool<Client extends object>(client: Client): Client {
  return { ...client, changeNode: () => Promise.reject(new Error("The pool is out of reach.")) };
}
