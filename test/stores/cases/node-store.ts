import { describe, expect, test } from "vitest";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

const capabilities = {
  taskKinds: ["generate-video"],
  models: ["procedural"],
  encoders: [{ name: "libx264", codec: "h264" as const, hardware: false }],
  slots: [{ index: 0, kind: "cpu" as const, name: "CPU", deviceUuid: null, memoryMebibytes: 1000 }],
  driverVersion: null,
  cpuCores: 4,
  memoryMebibytes: 8000,
};

/** What a node store must do: one-time enrolment, greetings and operators' states. */
export function describeNodeStore(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());
  const aToken = (pool: string) => ({
    digest: newId(),
    name: "rack 1",
    pool,
    createdAt: T0,
    expiresAt: T0 + 1000,
  });
  const anEnrolment = (tokenDigest: string) => ({
    tokenDigest,
    nodeId: newId(),
    nodeTokenDigest: newId(),
    name: "gpu-7",
    agentVersion: "0.1.0",
    now: T0,
  });

  describe("enrolment", () => {
    test("uses the token up for one node", async () => {
      const { nodes, pool } = await build();
      const token = aToken(pool);
      await nodes.createEnrolmentToken(token);
      const enrolments = [1, 2, 3].map(() => anEnrolment(token.digest));
      const results = await Promise.all(enrolments.map((enrolment) => nodes.enrol(enrolment)));
      expect(results.filter(Boolean)).toHaveLength(1);
      const winner = enrolments[results.indexOf(true)];
      if (!winner) throw new Error("One enrolment wins.");
      expect(await nodes.enrol(winner)).toBe(true);
      expect(await nodes.readByTokenDigest(winner.nodeTokenDigest)).toEqual({
        id: winner.nodeId,
        name: "gpu-7",
        pool,
        state: "active",
        note: null,
        instanceId: null,
        agentVersion: "0.1.0",
        capabilities: null,
        enrolledAt: T0,
        lastHelloAt: null,
      });
      for (const loser of enrolments.filter((enrolment) => enrolment !== winner)) {
        expect(await nodes.read(loser.nodeId)).toBeNull();
      }
    });

    test("refuses an expired or unknown token", async () => {
      const { nodes, pool } = await build();
      const token = aToken(pool);
      await nodes.createEnrolmentToken(token);
      expect(await nodes.enrol({ ...anEnrolment(token.digest), now: T0 + 1000 })).toBe(false);
      expect(await nodes.enrol(anEnrolment(newId()))).toBe(false);
      expect(await nodes.enrol({ ...anEnrolment(token.digest), now: T0 + 999 })).toBe(true);
    });
  });

  describe("hello", () => {
    const setUp = async () => {
      const fleet = await build();
      const instanceId = newId();
      const hello = (change: { draining?: boolean; instanceId?: string } = {}) =>
        fleet.nodes.recordHello({
          nodeId: fleet.nodeId,
          instanceId,
          agentVersion: "0.2.0",
          capabilities,
          draining: false,
          now: T0 + 50,
          ...change,
        });
      const state = async () => (await fleet.nodes.read(fleet.nodeId))?.state;
      return { ...fleet, hello, state };
    };

    test("stores what the agent said", async () => {
      const { nodes, nodeId, hello } = await setUp();
      await hello();
      expect(await nodes.read(nodeId)).toMatchObject({
        state: "active",
        agentVersion: "0.2.0",
        capabilities,
        lastHelloAt: T0 + 50,
      });
    });

    test("an agent drains itself until it is started anew", async () => {
      const { hello, state } = await setUp();
      await hello({ draining: true });
      expect(await state()).toBe("draining");
      await hello();
      expect(await state()).toBe("draining");
      await hello({ instanceId: newId() });
      expect(await state()).toBe("active");
    });

    test("an operator's drain stays until it is taken back", async () => {
      const { nodes, nodeId, hello, state } = await setUp();
      await nodes.changeState(nodeId, "draining", "before the first hello", T0);
      await hello();
      expect(await state()).toBe("draining");
      await nodes.changeState(nodeId, "active", null, T0);
      await hello();
      expect(await state()).toBe("active");
    });

    test.for(["paused", "revoked"] as const)("a %s node stays so", async (given) => {
      const { nodes, nodeId, hello, state } = await setUp();
      await nodes.changeState(nodeId, given, null, T0);
      await hello({ instanceId: newId() });
      await hello({ draining: true });
      expect(await state()).toBe(given);
    });
  });

  test("states are changed with a note, and revoked is for good", async () => {
    const { nodes, nodeId } = await build();
    expect(await nodes.changeState(nodeId, "paused", "fan", T0)).toBe(true);
    expect(await nodes.read(nodeId)).toMatchObject({ state: "paused", note: "fan" });
    expect(await nodes.changeState(nodeId, "revoked", null, T0)).toBe(true);
    expect(await nodes.changeState(nodeId, "active", null, T0)).toBe(false);
    expect(await nodes.read(nodeId)).toMatchObject({ state: "revoked", note: null });
    expect(await nodes.changeState(newId(), "paused", null, T0)).toBe(false);
  });

  test("are counted by pool with the machines that a token may still let in", async () => {
    const { nodes, nodeId, pool, addNode } = await build();
    const count = async (wanted: string) => (await nodes.countByPool(T0 + 5)).get(wanted) ?? 0;
    const before = await count(pool);
    await addNode();
    expect(await count(pool)).toBe(before + 1);
    await nodes.changeState(nodeId, "revoked", null, T0);
    expect(await count(pool)).toBe(before);
    const token = { name: "machine", pool: `pool:${newId()}:any:0`, createdAt: T0 };
    await nodes.createEnrolmentToken({ ...token, digest: newId(), expiresAt: T0 + 5 });
    expect(await count(token.pool)).toBe(0);
    const digest = newId();
    await nodes.createEnrolmentToken({ ...token, digest, expiresAt: T0 + 6 });
    expect(await count(token.pool)).toBe(1);
    const machine = { name: "machine", agentVersion: "0.1.0", now: T0 + 1 };
    const ids = { nodeId: newId(), nodeTokenDigest: newId() };
    expect(await nodes.enrol({ tokenDigest: digest, ...ids, ...machine })).toBe(true);
    expect(await count(token.pool)).toBe(1);
  });

  test("are listed by pool or all", async () => {
    const { nodes, nodeId, pool, addNode } = await build();
    const second = await addNode();
    expect((await nodes.list(pool)).map((node) => node.id)).toEqual([nodeId, second]);
    expect((await nodes.list(null)).map((node) => node.id)).toContain(second);
    expect(await nodes.list("elsewhere")).toEqual([]);
  });
}
