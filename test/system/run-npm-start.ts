import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const LocalFile = z.strictObject({
  origin: z.url(),
  apiKey: z.string().min(1),
  jwt: z.string().min(1),
  operatorToken: z.string().min(1),
  webhookSecret: z.string().min(1),
  otherApiKey: z.string().min(1),
});
export type LocalFile = z.infer<typeof LocalFile>;

/** `npm start` as a person runs it in a terminal. */
export type RunningStart = {
  /** What it printed so far. */
  output(): string;
  /** Waits until it says that it is ready; answers what it wrote to local.json. */
  ready(): Promise<LocalFile>;
  /** Presses Ctrl-C; answers the exit code or signal it ended with, and how long it took. */
  interrupt(): Promise<{ ending: number | string; seconds: number }>;
  /** Ends it whatever state it is in. */
  kill(): Promise<void>;
};

const readyLimitSeconds = 60;

/** Runs `npm start` with two nodes. */
export function runNpmStart(stateFolder: string, port: number): RunningStart {
  const child = spawn(
    "npm",
    ["start", "--", "--nodes", "2", "--state", stateFolder, "--port", String(port)],
    // A group of its own stands for the terminal's foreground group, which Ctrl-C signals.
    { cwd: repositoryRoot, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? code ?? "unknown")),
  );

  async function kill(): Promise<void> {
    if (isRunning(child)) signalGroup(child, "SIGTERM");
    await ended;
    // npm itself does not wait for what it started.
    for (let wait = 0; wait < 150 && findProcessesOf(stateFolder).length > 0; wait += 1) {
      await sleep(100);
    }
  }

  return {
    output: () => output,
    kill,
    async ready() {
      const started = performance.now();
      while (!output.includes("Ctrl-C stops it")) {
        const isLate = performance.now() - started > readyLimitSeconds * 1000;
        if (isLate || !isRunning(child)) throw new Error(`npm start did not get ready: ${output}`);
        await sleep(100);
      }
      const text = await readFile(path.join(stateFolder, "local.json"), "utf8");
      return LocalFile.parse(JSON.parse(text));
    },
    async interrupt() {
      const pressed = performance.now();
      signalGroup(child, "SIGINT");
      const ending = await ended;
      return { ending, seconds: (performance.now() - pressed) / 1000 };
    },
  };
}

/** Processes on this machine that were started with this state folder; needs Linux's /proc. */
export function findProcessesOf(stateFolder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) =>
      ["cmdline", "environ"].some((file) =>
        readIfAllowed(`/proc/${name}/${file}`).includes(stateFolder),
      ),
    )
    .map((name) => `${name}: ${readIfAllowed(`/proc/${name}/cmdline`).replaceAll("\0", " ")}`);
}

function readIfAllowed(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Another user's process, or one that has just ended.
    return "";
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) throw new Error("npm could not be started");
  process.kill(-child.pid, signal);
}
