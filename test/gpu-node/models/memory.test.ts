import { afterEach, beforeEach, expect, test } from "vitest";
import { sendJson } from "../../fakes/models/fake-model-server.ts";
import { ProviderSettings } from "../../../gpu-node/models/providers/provider-settings.ts";
import { AgentHarness, until } from "../agent/agent-harness.ts";
import { ProviderBench } from "./support/provider-bench.ts";

let bench: ProviderBench;
beforeEach(async () => {
  bench = new ProviderBench();
  await bench.start((_, response) => sendJson(response, { object: "list", data: [] }));
});
afterEach(() => bench.stop());

const server = () => ({ type: "openai-compatible", url: `${bench.server.url}/v1` });
const model = (key: string, change: object = {}) => ({ key, kind: "image", id: key, ...change });
const models = [
  model("AS-THE-SERVER"),
  model("LARGE", { memoryMebibytes: 60_000 }),
  model("SMALL", { memoryMebibytes: 8000 }),
  model("SMALL", { kind: "video", memoryMebibytes: 12_000 }),
];

test.each([
  [null, []],
  [10_000, []],
  [
    16_000,
    [
      { model: "AS-THE-SERVER", gpuMemoryMebibytes: 16_000 },
      { model: "SMALL", gpuMemoryMebibytes: 12_000 },
    ],
  ],
  [
    80_000,
    [
      { model: "AS-THE-SERVER", gpuMemoryMebibytes: 16_000 },
      { model: "LARGE", gpuMemoryMebibytes: 60_000 },
      { model: "SMALL", gpuMemoryMebibytes: 12_000 },
    ],
  ],
])("with a GPU of %j MiB those models are offered that it holds", async (mebibytes, needs) => {
  const service = bench.open({ ...server(), memoryMebibytes: 16_000, models }, {}, mebibytes);
  await service.probe(new AbortController().signal);
  expect(service.modelMemory()).toEqual(needs);
  expect(service.offeredKeys()).toEqual(needs.map((need) => need.model));
  const [state] = service.describe();
  expect(state?.reason).toBe(
    mebibytes === null ? "it needs a GPU of 8000 MiB; the largest here has 0" : null,
  );
  expect(state?.tooLarge.includes("LARGE")).toBe(mebibytes !== 80_000);
});

test("a model that needs no GPU is offered without one, and nothing is said of its memory", async () => {
  const service = bench.open(server(), { kind: "image" });
  await service.probe(new AbortController().signal);
  expect([service.offeredKeys(), service.modelMemory()]).toEqual([["KEY"], []]);
});

test("the edge hears what memory the models need", async () => {
  const harness = new AgentHarness();
  const settings = ProviderSettings.parse({
    ...server(),
    name: "far",
    memoryMebibytes: 16_000,
    models,
  });
  const device = { kind: "gpu", deviceUuid: "GPU-0", memoryMebibytes: 23_034 } as const;
  const providers = [{ settings, secret: null }];
  const nvidiaSmiProgram = "/nonexistent/nvidia-smi";
  await harness.start({ providers, nvidiaSmiProgram }, { device });
  await until(() => harness.edge.hellos.length > 0);
  expect(harness.edge.hellos[0]?.capabilities).toMatchObject({
    models: ["procedural", "AS-THE-SERVER", "SMALL"],
    modelMemory: [
      { model: "AS-THE-SERVER", gpuMemoryMebibytes: 16_000 },
      { model: "SMALL", gpuMemoryMebibytes: 12_000 },
    ],
  });
  await harness.stop();
});
