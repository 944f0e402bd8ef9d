import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeEdge } from "../../fakes/fake-edge.ts";
import { FakeModelServer } from "../../fakes/models/fake-model-server.ts";
import { FakeOpenAiVideos } from "../../fakes/models/fake-openai-videos.ts";
import { makeClip } from "../../fakes/models/make-clip.ts";
import { until } from "../agent/agent-harness.ts";

const secret = "sk-canary-0c55d1";
const program = new URL("../../../gpu-node/main.ts", import.meta.url).pathname;
const edge = new FakeEdge();
const said: string[] = [];
let videos: FakeOpenAiVideos;
let server: FakeModelServer;
let directory = "";
let agent: ChildProcess | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-killed-"));
  const clip = { encoder: "libx264", framesPerSecond: 10, frameCount: 10 } as const;
  videos = new FakeOpenAiVideos(await makeClip(clip));
  server = await new FakeModelServer(videos.answer).start();
  await edge.start();
});
afterEach(async () => {
  await kill();
  await edge.stop();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function startAgent(): Promise<void> {
  const helloCount = edge.hellos.length;
  agent = spawn(process.execPath, [program, "--state", join(directory, "state")], {
    env: {
      PATH: process.env["PATH"] ?? "",
      FRAMEFLEET_EDGE_URL: edge.url,
      FRAMEFLEET_ENROLMENT_TOKEN: [...edge.enrolmentTokens][0] ?? "",
      FRAMEFLEET_MODELS_FILE: join(directory, "models.json"),
      FRAMEFLEET_ENCODER_THREADS: "1",
      VENDOR_KEY: secret,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [agent.stdout, agent.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => said.push(text));
  await until(() => edge.hellos.length > helloCount, 60_000);
}

async function kill(): Promise<void> {
  if (agent === null || agent.exitCode !== null || agent.signalCode !== null) return;
  const ended = once(agent, "exit");
  agent.kill("SIGKILL");
  await ended;
}

test("an agent that was killed asks for the result that it has paid for", async () => {
  await writeFile(
    join(directory, "models.json"),
    JSON.stringify({
      providers: [
        {
          type: "openai-compatible",
          name: "vendor",
          url: `${server.url}/v1`,
          key: { environment: "VENDOR_KEY" },
          pollSeconds: 0.05,
          models: [{ key: "COSMOS", kind: "video", id: "cosmos3" }],
        },
      ],
    }),
  );
  edge.enrolmentTokens.add("token-for-one-start");
  const task = edge.addTask("", {
    kind: "generate-video",
    parameters: {
      prompt: "A calm lake",
      seed: 1,
      width: 320,
      height: 192,
      framesPerSecond: 12,
      durationSeconds: 1,
      container: "mp4",
      model: "COSMOS",
    },
  });
  await startAgent();
  await until(() => server.calls("GET /v1/videos/video-1").length > 0, 60_000);
  await kill();
  expect(task.failed).toBeNull();
  Object.assign(task, { state: "ready", leaseId: null });
  videos.jobs.set("video-1", { status: "completed", progress: 100, error: null });
  await startAgent();
  await until(() => task.completed ?? task.failed, 60_000);
  expect(task.completed?.result).toMatchObject({ model: "COSMOS", encoder: "libx264" });
  expect(server.calls("POST /v1/videos")).toHaveLength(1);
  expect(server.calls("POST /v1/videos")[0]?.headers.authorization).toBe(`Bearer ${secret}`);
  expect(said.join("")).not.toContain(secret);
}, 200_000);
