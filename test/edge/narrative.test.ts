import { beforeAll, describe, expect, it } from "vitest";
import { PlannedTaskSpec } from "#contracts/task.ts";
import { callWith } from "./call-with.ts";
import { bindings, call, callJson, createCustomer } from "./edge-client.ts";
import {
  createNarrative,
  enrolFilmNode,
  filmSpec,
  finish,
  LINES,
  MOVIE,
  NARRATIVE,
  readStatus,
  readWhen,
  sceneSpec,
  takeScenes,
  withKey,
  workOff,
  type Customer,
  type FilmNode,
} from "./narrative-client.ts";

let node: FilmNode;
let customer: Customer;
beforeAll(async () => {
  node = await enrolFilmNode("films", 4);
  customer = await createCustomer();
});

describe("a narrative", () => {
  it("is made scene by scene, watched and downloaded", async () => {
    const id = await createNarrative(customer);
    const pending = await readStatus(customer, id);
    expect(pending).toMatchObject({ status: "PENDING", progress: 0 });
    expect(pending.message).toBe(
      "Waiting: a node is about to take it. No node offers FLUX1.1PRO, RUNWAYML and OPENAI now: the embedded procedural models stand in.",
    );
    const scenes = await takeScenes(node, id, 4);
    expect(scenes).toHaveLength(3);
    const specs = scenes.map((lease) => sceneSpec(lease).parameters);
    expect(new Set(specs.map(({ narration }) => narration))).toEqual(new Set(LINES));
    expect(new Set(specs.map(({ camera }) => camera)).size).toBe(3);
    for (const spec of specs) {
      expect(spec).toMatchObject({
        imageModel: "procedural",
        videoModel: "procedural",
        voice: { model: "procedural", speaker: "alloy" },
        width: 1280,
        height: 720,
      });
      expect(spec.imagePrompt).toMatch(/dawn.*cinematic style$/);
    }
    const [first, ...others] = scenes;
    await finish(node, first!);
    const running = await readStatus(customer, id);
    expect(running.status).toBe("IN_PROGRESS");
    expect(running.message).toMatch(/^Processing\.\.\. 1 of 3 scenes are ready\. /);
    expect(running.progress).toBeGreaterThan(0);
    for (const lease of others) await finish(node, lease);
    const [film] = await takeScenes(node, id, 4);
    expect(filmSpec(film!).parameters).toMatchObject({ captions: LINES, crossFadeSeconds: 0.5 });
    expect(filmSpec(film!).inputs?.map(({ scene, role }) => `${scene} ${role}`)).toEqual(
      [0, 1, 2].flatMap((scene) =>
        ["scene-video", "scene-speech", "scene-facts"].map((role) => `${scene} ${role}`),
      ),
    );
    await finish(node, film!);
    const done = await readWhen(customer, id, "COMPLETED");
    expect(done).toMatchObject({
      progress: 100,
      result: {
        durationSeconds: 12,
        procedural: true,
        scenes: LINES.map((text, index) => ({ text, start: index * 4, end: index * 4 + 4 })),
      },
    });
    expect(done.message).toMatch(/^All done! No node offers FLUX/);
    const { videoUrl, thumbnailUrl, captionsUrl, captions, scenes: shown } = done.result!;
    expect(captions.vtt).toBe(captionsUrl);
    const links: [string | null, string][] = [
      [videoUrl, "video/mp4"],
      [thumbnailUrl, "image/png"],
      [captionsUrl, "text/vtt"],
      [captions.srt, "application/x-subrip"],
      ...shown.map(({ image }): [string | null, string] => [image, "image/png"]),
    ];
    for (const [link, type] of links) {
      const answer = await call("GET", link ?? "", { headers: { range: "bytes=0-3" } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([206, type]);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
      const unsigned = await drop(await call("GET", (link ?? "").split("?")[0] ?? ""));
      // The first two are served where other dialects' files are.
      expect(unsigned.status).toBe((link ?? "").includes("/v1/video/") ? 400 : 401);
    }
    const texts = await Promise.all(
      shown.map(async ({ image }) => {
        const still = await (await call("GET", image ?? "")).arrayBuffer();
        return new TextDecoder().decode(still);
      }),
    );
    for (const [index, line] of LINES.entries()) {
      expect(texts[index]).toContain(`still of ${line.replace(/\.$/, "")}`);
    }
  });

  it("takes its lines as one text, at the root too, and settles the voice", async () => {
    const { request_id: id } = await callJson<{ request_id: string }>(
      200,
      "POST",
      "/create_narrative",
      {
        ...withKey(customer),
        body: {
          input: {
            prompt_list: "\n One line. \r\n\r\nAnother\u0007 line.\n",
            image_model: "IMAGEN3",
            speaker: "arista",
            provider: "PLAYHT",
            aspect_ratio: "4:5",
          },
        },
      },
    );
    const done = await workOff(node, customer, id);
    expect(done.slice(0, 2).map((lease) => sceneSpec(lease).parameters)).toEqual(
      ["One line.", "Another line."].map((narration) =>
        expect.objectContaining({
          narration,
          videoModel: null,
          // Who the speaker is with the vendor's successor, which the embedded voice knows.
          voice: { model: "procedural", speaker: "nova" },
          width: 864,
          height: 1080,
        }),
      ),
    );
    const answer = await callJson(200, "GET", `/status?request_id=${id}`, withKey(customer));
    expect(answer).toMatchObject({ status: "COMPLETED" });
  });

  it("is cancelled through the native API", async () => {
    const id = await createNarrative(customer, { input: { cache: false } });
    const credential = customer.apiKey;
    await callJson(200, "POST", `/api/v2/jobs/${id}/cancel`, { credential });
    expect(await readStatus(customer, id)).toEqual({
      status: "CANCELLED",
      progress: 0,
      message: "The request was cancelled.",
    });
  });
});

describe("a movie", () => {
  it("is as long as was asked for, in scenes that are spoken within their time", async () => {
    for (const duration of [30, 3, 119.3]) {
      const { request_id: id } = await callJson<{ request_id: string }>(
        200,
        "POST",
        "/v1/video/create_movie",
        { ...withKey(customer), body: { input: { ...MOVIE.input, duration } } },
      );
      const specs = await specsOf(id);
      const scenes = specs.flatMap((spec) =>
        spec.kind === "render-scene" ? [spec.parameters] : [],
      );
      const [film] = specs.flatMap((spec) =>
        spec.kind === "assemble-film" ? [spec.parameters] : [],
      );
      if (!film) throw new Error("the movie has no assembly");
      const fades = (film.captions.length - 1) * film.crossFadeSeconds;
      const total = scenes.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
      expect(scenes.length).toBe(film.captions.length);
      expect(total - fades).toBeCloseTo(film.targetSeconds ?? 0, 6);
      expect(Math.abs((film.targetSeconds ?? 0) - duration)).toBeLessThan(0.5);
      expect(new Set(scenes.map(({ imagePrompt }) => imagePrompt)).size).toBe(scenes.length);
      for (const { imagePrompt, width } of scenes) {
        expect(imagePrompt).toMatch(/^A red boat on a calm lake at dawn/);
        expect(width).toBe(720);
      }
      await callJson(200, "POST", `/api/v2/jobs/${id}/cancel`, { credential: customer.apiKey });
    }
  });
});

describe("models", () => {
  it("are listed, with those that the operator added", async () => {
    const own = [
      { key: "HOUSE", kind: "image", provider: "Ours", name: "House style", tokens: 2 },
      { key: "FLUX1.1PRO", kind: "image", provider: "Ours", name: "FLUX here" },
    ];
    const deployment = { MODEL_CATALOGUE: JSON.stringify(own) };
    const list = await callWith(deployment, "GET", "/v1/video/models", withKey(customer));
    const { models } = JSON.parse(list.text) as { models: { key: string }[] };
    expect(models.find(({ key }) => key === "PLAYHT")).toMatchObject({
      type: "speech",
      isExpressModel: true,
      servedBy: "OPENAI",
    });
    expect(models.find(({ key }) => key === "HOUSE")).toMatchObject({ tokens: 2 });
    expect(models.filter(({ key }) => key === "FLUX1.1PRO")).toMatchObject([{ name: "FLUX here" }]);
    const body = { input: { prompt_list: ["One."], image_model: "HOUSE" } };
    const accepted = await callWith(deployment, "POST", "/create_narrative", {
      ...withKey(customer),
      body,
    });
    expect(accepted.status).toBe(200);
    const { request_id: id } = JSON.parse(accepted.text) as { request_id: string };
    await workOff(node, customer, id);
    const refused = await call("POST", "/create_narrative", { ...withKey(customer), body });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({
      message: expect.stringMatching(/^image_model is not an image model.*FLUX1\.1PRO/) as string,
    });
  });

  it("are those of one node, and cost what it really does", async () => {
    const rich = await createCustomer({ tokens: 10 });
    const vendor = await enrolFilmNode("vendor", 1, ["FLUX1.1PRO", "OPENAI", "RUNWAYML"]);
    const models = [
      { key: "FLUX1.1PRO", kind: "image", provider: "Ours", name: "FLUX", tokens: 2 },
      {
        key: "OPENAI",
        kind: "speech",
        provider: "Ours",
        name: "TTS",
        tokens: 1,
        speakers: { alloy: null },
      },
    ];
    const answer = await callWith(
      { MODEL_CATALOGUE: JSON.stringify(models) },
      "POST",
      "/v1/video/create_narrative",
      { ...withKey(rich), body: NARRATIVE },
    );
    const { request_id: id } = JSON.parse(answer.text) as { request_id: string };
    const status = await readStatus(rich, id);
    expect(status.message).not.toContain("No node offers");
    const waiting = await callJson(200, "GET", `/api/v2/jobs/${id}/waiting`, {
      credential: rich.apiKey,
    });
    expect(waiting).toMatchObject({
      tasks: [
        { requirements: { models: ["FLUX1.1PRO", "RUNWAYML", "OPENAI"] } },
        { requirements: { models: ["FLUX1.1PRO", "RUNWAYML", "OPENAI"] } },
        { requirements: { models: ["FLUX1.1PRO", "RUNWAYML", "OPENAI"] } },
        { reason: { code: "dependencies" } },
      ],
    });
    // Three pictures and three lines.
    expect(await balanceOf(rich)).toBe(1);
    expect(await node.take()).toBeNull();
    const lease = await vendor.take();
    expect(sceneSpec(lease!).parameters).toMatchObject({
      imageModel: "FLUX1.1PRO",
      videoModel: "RUNWAYML",
      voice: { model: "OPENAI", speaker: "alloy" },
    });
    await finish(vendor, lease!);
    await workOff(vendor, rich, id);
    await callJson(200, "POST", `/api/v2/nodes/${vendor.nodeId}/revoke`, {
      credential: bindings.OPERATOR_TOKEN,
    });
  });

  it("fail the job with the reason where nothing may stand in for them", async () => {
    const answer = await callWith({ PROCEDURAL_FALLBACK: "off" }, "POST", "/create_narrative", {
      ...withKey(customer),
      body: NARRATIVE,
    });
    const { request_id: id } = JSON.parse(answer.text) as { request_id: string };
    expect(await readWhen(customer, id, "FAILED")).toEqual({
      status: "FAILED",
      progress: 0,
      message:
        "No node offers the models FLUX1.1PRO, RUNWAYML and OPENAI now, and nothing may stand in for them.",
    });
  });
});

async function drop(answer: Response): Promise<Response> {
  await answer.arrayBuffer();
  return answer;
}

async function balanceOf({ id }: Customer): Promise<number> {
  const account = await callJson<{ balances: { tokens: number } }>(
    200,
    "GET",
    `/api/v2/accounts/${id}`,
    { credential: bindings.OPERATOR_TOKEN },
  );
  return account.balances.tokens;
}

/** What a job's tasks are to do, in plan order. */
async function specsOf(jobId: string): Promise<PlannedTaskSpec[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT spec_json FROM tasks WHERE job_id = ? ORDER BY position",
  )
    .bind(jobId)
    .all<{ spec_json: string }>();
  return results.map((row) => PlannedTaskSpec.parse(JSON.parse(row.spec_json)));
}
