import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TaskError } from "../../../gpu-node/tasks/task-error.ts";
import { jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import type { ModelAnswer } from "../../fakes/models/fake-model-server.ts";
import { until } from "../agent/agent-harness.ts";
import { ProviderBench, secret, videoCall } from "./support/provider-bench.ts";

const film = Buffer.from("film of google");
let bench: ProviderBench;
beforeEach(() => {
  bench = new ProviderBench();
});
afterEach(() => bench.stop());

describe("Veo on Vertex AI", () => {
  const name = "projects/p/locations/l/publishers/google/models/model-1/operations/op-1";
  const answerWith =
    (last: unknown): ModelAnswer =>
    (request, response) => {
      if (request.path.endsWith(":predictLongRunning")) return sendJson(response, { name });
      const asked = bench.server.calls("POST").filter(({ path }) => path.endsWith("Operation"));
      return sendJson(
        response,
        asked.length < 3 ? { name } : { name, done: true, ...(last as object) },
      );
    };
  const open = () => {
    const url = `${bench.server.url}/v1beta1/publishers/google`;
    return bench.open({ type: "google-vertex", url }, { kind: "video" });
  };

  test("is asked for the nearest shape, tier and length, and its film is taken", async () => {
    const videos = [{ bytesBase64Encoded: film.toString("base64"), mimeType: "video/mp4" }];
    await bench.start(answerWith({ response: { raiMediaFilteredCount: 0, videos } }));
    expect(await bench.call(open(), videoCall({ width: 1080, height: 1920, audio: true }))).toEqual(
      film,
    );
    const [start, poll] = bench.server.requests;
    expect(start?.path).toBe("/v1beta1/publishers/google/models/model-1:predictLongRunning");
    expect(start?.headers["x-goog-api-key"]).toBe(secret);
    expect(start && jsonOf(start)).toEqual({
      instances: [{ prompt: "A calm lake" }],
      parameters: {
        sampleCount: 1,
        aspectRatio: "9:16",
        resolution: "1080p",
        durationSeconds: 8,
        seed: 7,
        generateAudio: true,
      },
    });
    expect(poll?.path).toBe("/v1beta1/publishers/google/models/model-1:fetchPredictOperation");
    expect(poll && jsonOf(poll)).toEqual({ operationName: name });
  });

  test.each([
    [
      { response: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ["It shows a person."] } },
      "model-refused",
    ],
    [{ error: { code: 8, message: "Quota" } }, "model-quota"],
    [{ error: { code: 3, message: "Bad" } }, "invalid-input"],
    [{ error: { code: 13, message: "Internal" } }, "model-failed"],
    [{ response: {} }, "model-failed"],
  ])("that ends with %j fails with its code", async (last, code) => {
    await bench.start(answerWith(last));
    expect(await bench.call(open(), videoCall())).toMatchObject({ code });
  });
});

describe("Veo in the older shape", () => {
  test("gives an address, which is fetched with the key", async () => {
    const name = "models/model-1/operations/abc";
    await bench.start((request, response) => {
      if (request.method === "POST") return sendJson(response, { name });
      if (request.path === `/v1beta/${name}`) {
        const uri = `${bench.server.url}/v1beta/files/f1:download?alt=media`;
        const generateVideoResponse = { generatedSamples: [{ video: { uri } }] };
        return sendJson(response, { name, done: true, response: { generateVideoResponse } });
      }
      response.writeHead(200, { "content-type": "video/mp4" }).end(film);
    });
    const file = await bench.writeImage();
    const service = bench.open(
      { type: "gemini-veo", url: `${bench.server.url}/v1beta` },
      { kind: "video" },
    );
    const images = [
      { role: "initial-image" as const, file },
      { role: "end-frame" as const, file },
    ];
    expect(await bench.call(service, videoCall({ images }))).toEqual(film);
    const [start] = bench.server.calls("POST /v1beta/models/model-1:predictLongRunning");
    const picture = { bytesBase64Encoded: expect.any(String) as string, mimeType: "image/png" };
    expect(start && jsonOf(start)).toEqual({
      instances: [{ prompt: "A calm lake", image: picture, lastFrame: picture }],
      parameters: { sampleCount: 1, aspectRatio: "16:9", resolution: "720p", durationSeconds: 6 },
    });
    const [download] = bench.server.calls("GET /v1beta/files/f1");
    expect(download?.headers["x-goog-api-key"]).toBe(secret);
  });

  test("that was switched off says so", async () => {
    const message = "models/veo-3.1 is no longer available";
    await bench.start((_, response) =>
      sendJson(response, { error: { code: 404, message, status: "NOT_FOUND" } }, 404),
    );
    const service = bench.open({ type: "gemini-veo" }, { kind: "video" });
    const failed = await bench.call(service, videoCall());
    expect(failed).toMatchObject({ code: "model-unavailable" });
    expect((failed as TaskError).message).toContain("is no longer available");
  });
});

describe("Gemini Omni", () => {
  const answerWith =
    (last: object): ModelAnswer =>
    (request, response) => {
      if (request.path.endsWith("/cancel")) return sendJson(response, {});
      const status = request.method === "POST" ? "queued" : "completed";
      return sendJson(response, {
        id: "i-1",
        object: "interaction",
        status,
        ...(request.method === "GET" && last),
      });
    };
  const open = () =>
    bench.open({ type: "gemini-omni", url: `${bench.server.url}/v1` }, { kind: "video" });

  test("is asked in the background and gives its film in the answer", async () => {
    const content = [{ type: "video", mime_type: "video/mp4", data: film.toString("base64") }];
    await bench.start(answerWith({ steps: [{ type: "model_output", content }] }));
    expect(await bench.call(open(), videoCall())).toEqual(film);
    const [start] = bench.server.calls("POST /v1/interactions");
    expect(start && jsonOf(start)).toEqual({
      model: "model-1",
      input: "A calm lake",
      background: true,
      store: true,
      response_format: {
        type: "video",
        aspect_ratio: "16:9",
        duration: "5s",
        resolution: "720p",
        delivery: "inline",
      },
      generation_config: { video_config: { task: "text_to_video" } },
    });
    expect(bench.server.requests.at(-1)?.path).toBe("/v1/interactions/i-1?stream=false");
  });

  test.each([
    [{ status: "failed", errors: [{ code: "SAFETY", message: "No." }] }, "model-refused"],
    [{ status: "budget_exceeded" }, "model-failed"],
    [{ status: "completed", steps: [] }, "model-failed"],
  ])("that ends with %j fails with its code", async (last, code) => {
    await bench.start(answerWith(last));
    expect(await bench.call(open(), videoCall())).toMatchObject({ code });
  });

  test("is told of a cancel", async () => {
    await bench.start(answerWith({ status: "in_progress" }));
    const called = bench.call(open(), videoCall());
    await until(() => bench.server.calls("GET").length > 1);
    bench.abort();
    expect(await called).toMatchObject({ code: "aborted" });
    expect(bench.server.calls("POST /v1/interactions/i-1/cancel")).toHaveLength(1);
  });
});
