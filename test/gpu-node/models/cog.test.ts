import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import type { ModelAnswer } from "../../fakes/models/fake-model-server.ts";
import { until } from "../agent/agent-harness.ts";
import {
  imageCall,
  ProviderBench,
  secret,
  speechCall,
  videoCall,
} from "./support/provider-bench.ts";

const film = Buffer.from("film of a container");
const asDataUrl = `data:video/mp4;base64,${film.toString("base64")}`;
let bench: ProviderBench;
beforeEach(() => {
  bench = new ProviderBench();
});
afterEach(() => bench.stop());

/** A container whose form has these fields. */
const answerAsCog =
  (fields: readonly string[], predict: ModelAnswer): ModelAnswer =>
  (request, response) => {
    if (request.path === "/health-check") return sendJson(response, { status: "READY" });
    if (request.path === "/openapi.json") {
      const properties = Object.fromEntries(fields.map((field) => [field, { type: "string" }]));
      return sendJson(response, { components: { schemas: { Input: { properties } } } });
    }
    return predict(request, response);
  };
const succeed: ModelAnswer = (_, response) =>
  sendJson(response, { status: "succeeded", output: [asDataUrl], error: null });

test("the fields that a container has are filled in, and no others", async () => {
  await bench.start(
    answerAsCog(["prompt", "seed", "fps", "num_frames", "first_frame_image"], succeed),
  );
  const file = await bench.writeImage();
  const service = bench.open({ type: "cog" }, { kind: "video", options: { steps: 4 } });
  const images = [{ role: "initial-image" as const, file }];
  expect(await bench.call(service, videoCall({ images }))).toEqual(film);
  const [request] = bench.server.calls("PUT /predictions/");
  expect(request?.path).toMatch(/^\/predictions\/[a-z2-7]{26}$/);
  expect(request && jsonOf(request)).toEqual({
    input: {
      prompt: "A calm lake",
      seed: 7,
      fps: 24,
      num_frames: 121,
      first_frame_image: expect.stringMatching(/^data:image\/png;base64,/) as string,
      steps: 4,
    },
  });
});

test("pictures and speech come the same way", async () => {
  await bench.start(answerAsCog(["prompt", "width", "height", "voice", "speed"], succeed));
  const pictures = bench.open({ type: "cog" }, { kind: "image" });
  expect(await bench.call(pictures, imageCall)).toEqual(film);
  const voices = bench.open({ type: "cog" }, { kind: "speech", voices: { nova: "af_nova" } });
  expect(await bench.call(voices, speechCall)).toEqual(film);
  expect(bench.server.calls("PUT").map(jsonOf)).toEqual([
    { input: { prompt: "A calm lake", width: 1280, height: 720 } },
    { input: { prompt: "The tide comes in.", voice: "af_nova", speed: 1.2 } },
  ]);
});

test("a container without room is asked again with the same id", async () => {
  let refusals = 2;
  await bench.start(
    answerAsCog(["prompt"], (request, response) =>
      (refusals -= 1) >= 0
        ? sendJson(response, { detail: "busy" }, 409)
        : succeed(request, response),
    ),
  );
  const service = bench.open({ type: "cog" }, { kind: "video" });
  expect(await bench.call(service, videoCall())).toEqual(film);
  const paths = bench.server.calls("PUT").map(({ path }) => path);
  expect(paths).toHaveLength(3);
  expect(new Set(paths).size).toBe(1);
});

test.each([
  [{ status: "failed", error: `Traceback\nCUDA out of memory at ${secret}` }, "model-failed"],
  [{ status: "succeeded", output: { film: 1 } }, "model-failed"],
])("a prediction that ends with %j fails with its code", async (body, code) => {
  await bench.start(answerAsCog(["prompt"], (_, response) => sendJson(response, body)));
  const service = bench.open({ type: "cog" }, { kind: "video" });
  const failed = await bench.call(service, videoCall());
  expect(failed).toMatchObject({ code });
  expect(String(failed)).not.toContain(secret);
});

test("a cancel is told and closes the request; a container that is setting up is not offered", async () => {
  await bench.start(
    answerAsCog(["prompt"], ({ path }, response) => {
      if (path.endsWith("/cancel")) sendJson(response, {});
    }),
  );
  const service = bench.open({ type: "cog" }, { kind: "video" });
  const called = bench.call(service, videoCall());
  await until(() => bench.server.calls("PUT").length === 1);
  bench.abort();
  expect(await called).toMatchObject({ code: "aborted" });
  const [request] = bench.server.calls("PUT");
  expect(bench.server.calls("POST").map(({ path }) => path)).toEqual([`${request?.path}/cancel`]);
  await until(() => request?.isAbandoned);
  await service.probe(new AbortController().signal);
  expect(service.offeredKeys()).toEqual(["KEY"]);
  bench.server.answer = (_, response) => sendJson(response, { status: "STARTING" });
  await service.probe(new AbortController().signal);
  expect(service.offeredKeys()).toEqual([]);
});
