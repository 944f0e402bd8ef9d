import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pause } from "../clock.ts";
import { ChildMessage } from "../tasks/child-messages.ts";
import type { AgentMessage, StartMessage } from "../tasks/child-messages.ts";
import type { Logger } from "./logger.ts";
import { watchMemoryLoop } from "./watch-memory.ts";

type ModelCallMessage = Extract<ChildMessage, { type: "model-call" }>;
type LastWords = Exclude<ChildMessage, { type: "progress" } | ModelCallMessage>;
export type ChildOutcome =
  | LastWords
  | { type: "stopped" }
  | { type: "crashed"; exitCode: number | null; signalName: string | null };

export interface RunChildInput {
  readonly program: URL;
  readonly environment: Readonly<Record<string, string>>;
  readonly start: StartMessage;
  readonly memoryCapMebibytes: number;
  /** Kills the child and all that it started. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Extract<ChildMessage, { type: "progress" }>) => void;
  /** The child asks a model server; whoever answers may do so for as long as the child lives. */
  readonly onModelCall?: (call: ModelCallMessage, send: (message: AgentMessage) => void) => void;
  readonly onMemoryExceeded: (usedMebibytes: number) => void;
  readonly logger: Logger;
}

const keptErrorCharacters = 4000;

/** Runs one task in a process group of its own and says how it ended. Nothing of it stays behind. */
export async function runChild(input: RunChildInput): Promise<ChildOutcome> {
  if (input.signal.aborted) return { type: "stopped" };
  const child = fork(fileURLToPath(input.program), [], {
    detached: true,
    env: { ...input.environment },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const ended = new AbortController();
  let lastWords: LastWords | null = null;
  let errorText = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errorText = (errorText + text).slice(-keptErrorCharacters);
  });
  child.on("message", (raw) => {
    const parsed = ChildMessage.safeParse(raw);
    if (!parsed.success) {
      input.logger.warn("the task child sent a message that cannot be read");
    } else if (parsed.data.type === "model-call") {
      input.onModelCall?.(parsed.data, (message) => {
        if (child.connected) child.send(message, () => {});
      });
    } else if (parsed.data.type !== "progress") {
      lastWords ??= parsed.data;
      void killAfter(child, 2000, ended.signal);
    } else if (lastWords === null && !input.signal.aborted) {
      input.onProgress(parsed.data);
    }
  });
  const kill = (): void => killGroup(child);
  input.signal.addEventListener("abort", kill, { once: true });
  const exit = waitForExit(child);
  // A child that died at once makes this fail; its exit tells the story.
  child.send(input.start, () => {});
  const watch =
    child.pid === undefined
      ? Promise.resolve()
      : watchMemoryLoop({
          processId: child.pid,
          capMebibytes: input.memoryCapMebibytes,
          onExceeded: input.onMemoryExceeded,
          signal: ended.signal,
        });
  const { exitCode, signalName } = await exit;
  ended.abort();
  await watch;
  input.signal.removeEventListener("abort", kill);
  killGroup(child);
  if (input.signal.aborted) return { type: "stopped" };
  if (lastWords !== null) return lastWords;
  input.logger.error({ exitCode, signalName, standardError: errorText }, "the task child crashed");
  return { type: "crashed", exitCode, signalName };
}

function waitForExit(
  child: ChildProcess,
): Promise<{ exitCode: number | null; signalName: string | null }> {
  return new Promise((resolve) => {
    child.once("error", () => {
      if (child.pid === undefined) resolve({ exitCode: null, signalName: null });
    });
    // Not `exit`: the last message may still be in the channel then.
    let exited: { exitCode: number | null; signalName: string | null } | null = null;
    const finish = (): void => {
      if (exited !== null && !child.connected) resolve(exited);
    };
    child.once("exit", (exitCode, signalName) => {
      const ending = { exitCode, signalName };
      exited = ending;
      finish();
      // Should something that the child started hold the channel open.
      setTimeout(() => resolve(ending), 1000).unref();
    });
    child.once("disconnect", finish);
  });
}

async function killAfter(
  child: ChildProcess,
  milliseconds: number,
  ended: AbortSignal,
): Promise<void> {
  await pause(milliseconds, ended);
  if (!ended.aborted) killGroup(child);
}

/** SIGKILL to everything the child started: native code does not listen to anything milder. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}
