import { describe, expect, it } from "vitest";
import { NodeCapabilities } from "#contracts/node-protocol.ts";
import {
  describeImpossible,
  findImpossible,
} from "../../../edge/domain/estimates/find-impossible.ts";

const capabilities = NodeCapabilities.parse({
  taskKinds: ["generate-video"],
  models: ["procedural"],
  encoders: [{ name: "libx264", codec: "h264", hardware: false }],
  slots: [{ index: 0, kind: "cpu", name: "CPU", deviceUuid: null, memoryMebibytes: 1024 }],
  driverVersion: null,
  cpuCores: 4,
  memoryMebibytes: 4096,
});
const aNode = { nodeId: "a", takesWork: false, revoked: false, capabilities };
const needs = { kind: "generate-video", model: "procedural", codec: "h264" } as const;

/** What is said of one task in a pool of these nodes. */
function say(nodes: object[], change: object = {}): string | null {
  const picture = { nodes: nodes.map((node) => ({ ...aNode, ...node })) };
  const impossible = findImpossible(picture, [
    { requirements: needs },
    { requirements: { ...needs, ...change } },
  ]);
  return impossible && describeImpossible(impossible);
}

describe("what no enrolled node could ever do", () => {
  it("is nothing that one of them can, online or not", () => {
    expect(say([{}])).toBeNull();
    expect(
      say([{}, { capabilities: { ...capabilities, models: ["veo-3"] } }], { model: "veo-3" }),
    ).toBe(null);
  });

  it("is said by what they lack", () => {
    for (const [change, words] of [
      [{ kind: "join-segments" }, "do join-segments"],
      [{ model: "veo-3" }, "offer veo-3"],
      [{ models: ["veo-3", "flux"] }, "offer procedural and veo-3 and flux"],
      [{ codec: "av1" }, "encode av1"],
      [{ memoryMebibytes: 24_000 }, "have 24000 MiB for it"],
    ] as const) {
      const sentence = `No enrolled node can ${words}: it waits until one joins that can.`;
      expect(say([{}, {}], change)).toBe(sentence);
    }
  });

  it("is a model that no GPU holds, whatever the nodes say of offering it", () => {
    const modelMemory = [{ model: "cosmos", gpuMemoryMebibytes: 1000 }];
    const models = ["procedural", "cosmos"];
    const node = { capabilities: { ...capabilities, models, modelMemory } };
    expect(say([node], { model: "cosmos" })).toContain("hold cosmos in one GPU's memory");
    const slots = [{ ...capabilities.slots[0], kind: "gpu" }];
    const withGpu = { capabilities: { ...node.capabilities, slots } };
    expect(say([node, withGpu], { model: "cosmos" })).toBeNull();
  });

  it("is not known of an empty pool, nor of a node that never said what it can", () => {
    const change = { model: "veo-3" };
    expect(say([], change)).toBeNull();
    expect(say([{}, { capabilities: null }], change)).toBeNull();
    expect(say([{ revoked: true }], change)).toBeNull();
  });

  it("is not made possible by a revoked node", () => {
    const revoked = { revoked: true, capabilities: { ...capabilities, models: ["veo-3"] } };
    expect(say([{}, revoked], { model: "veo-3" })).toContain("offer veo-3");
  });
});
