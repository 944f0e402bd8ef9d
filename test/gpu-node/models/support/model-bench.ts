import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { probeMedia } from "../../../../gpu-node/media/probe-media.ts";
import { ProviderSettings } from "../../../../gpu-node/models/providers/provider-settings.ts";
import type { FakeTask } from "../../../fakes/fake-edge.ts";
import { AgentHarness, until } from "../../agent/agent-harness.ts";

// Every test runs real task children: on a busy machine those take their time.
vi.setConfig({ testTimeout: 120_000 });

export const secret = "sk-canary-6f2b9d";

export interface VideoWish {
  readonly model: string;
  readonly prompt?: string;
  readonly durationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
}

/** A real agent with real task children, whose model servers are fakes. */
export class ModelBench {
  readonly harness = new AgentHarness();
  directory = "";

  /** @param settings providers as the operator's file has them */
  async start(settings: readonly unknown[]): Promise<this> {
    this.directory = await mkdtemp(join(tmpdir(), "framefleet-models-"));
    await this.startAgent(settings);
    return this;
  }

  async startAgent(settings: readonly unknown[]): Promise<void> {
    await this.harness.startConnected({
      childProgram: new URL("../../../../gpu-node/tasks/run-task-child.ts", import.meta.url),
      childEnvironment: { PATH: process.env["PATH"] ?? "" },
      taskMemoryMebibytes: 4000,
      encoderThreads: 1,
      operationsDirectory: join(this.directory, "operations"),
      modelProbeMilliseconds: 50,
      providers: settings.map((provider) => ({
        settings: ProviderSettings.parse(provider),
        secret,
      })),
    });
  }

  addVideo(wish: VideoWish): FakeTask {
    const task = this.harness.edge.addTask("", {
      kind: "generate-video",
      parameters: {
        prompt: "A calm lake at sunset",
        seed: 7,
        width: 320,
        height: 180,
        framesPerSecond: 24,
        durationSeconds: 1,
        container: "mp4",
        ...wish,
      },
    });
    this.harness.edge.offer(task);
    return task;
  }

  /** Lets a task that was handed back be taken again. */
  offerAgain(task: FakeTask): void {
    Object.assign(task, { failed: null, state: "ready", leaseId: null });
    this.harness.edge.offer(task);
  }

  /** Waits for the end of a task; answers the failure, or null. */
  async ended(task: FakeTask): Promise<FakeTask["failed"]> {
    await until(() => task.completed ?? task.failed, 60_000);
    return task.failed;
  }

  /** What the uploaded video really is. */
  async probeVideo(task: FakeTask) {
    const path = join(this.directory, `${task.taskId}.mp4`);
    await writeFile(path, task.outputs.get("video") ?? Buffer.alloc(0));
    return probeMedia(path, "mp4");
  }

  async stop(): Promise<void> {
    await this.harness.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
