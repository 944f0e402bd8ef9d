import { fork } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TaskSpec } from "#contracts/task.ts";
import { ChildMessage } from "../../../gpu-node/tasks/child-messages.ts";

const program = fileURLToPath(
  new URL("../../../gpu-node/tasks/run-task-child.ts", import.meta.url),
);
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-task-child-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const picture = { width: 160, height: 90, framesPerSecond: 10, seed: 1 };

/** Runs one task as the agent does; returns all that the child told. */
async function runChild(name: string, spec: TaskSpec, inputPaths: string[] = []) {
  const workDirectory = join(directory, name);
  await mkdir(workDirectory);
  const child = fork(program, [], { execArgv: ["--disable-warning=ExperimentalWarning"] });
  const messages: ChildMessage[] = [];
  child.on("message", (raw) => messages.push(ChildMessage.parse(raw)));
  child.send({ type: "start", spec, workDirectory, inputPaths, threads: 1 });
  await new Promise((resolve) => child.once("exit", resolve));
  return messages;
}

test("a child renders a scene, and another makes a film of it", async () => {
  const scene = await runChild("scene", {
    kind: "render-scene",
    parameters: {
      narration: "Good morning.",
      imagePrompt: "A meadow in the morning",
      imageModel: "procedural",
      videoModel: null,
      voice: { model: "procedural", speaker: "nova" },
      camera: "zoom-in",
      durationSeconds: null,
      ...picture,
    },
  });
  const finished = scene.at(-1);
  if (finished?.type !== "finished") throw new Error(JSON.stringify(finished));
  expect(finished).toMatchObject({ model: "procedural", seed: 1, encoder: "libx264" });
  const roles = { video: "scene-video", speech: "scene-speech", "scene-facts": "scene-facts" };
  const parts = Object.entries(roles).map(([name, role]) => {
    const output = finished.outputs.find((candidate) => candidate.name === name);
    if (output === undefined) throw new Error(`no ${name}`);
    return { role: role as "scene-video", output };
  });
  const film = await runChild(
    "film",
    {
      kind: "assemble-film",
      parameters: {
        captions: ["Good morning."],
        burnCaptions: true,
        crossFadeSeconds: 0.5,
        targetSeconds: null,
        musicPrompt: "joyful",
        title: "Morning",
        ...picture,
      },
      inputs: parts.map(({ role, output }) => ({
        role,
        scene: 0,
        assetId: "01930000-0000-7000-8000-000000000000",
        contentType: output.contentType,
        sizeBytes: output.sizeBytes,
        sha256: output.sha256,
      })),
    },
    parts.map(({ output }) => output.path),
  );
  const last = film.at(-1);
  expect(last).toMatchObject({
    type: "finished",
    media: { width: 160, height: 90, videoCodec: "h264", hasAudio: true },
  });
  for (const messages of [scene, film]) {
    const percents = messages.flatMap((message) =>
      message.type === "progress" ? [message.percent] : [],
    );
    expect(percents).toEqual(percents.toSorted((one, other) => one - other));
    expect(percents.at(-1)).toBe(100);
  }
}, 60_000);
