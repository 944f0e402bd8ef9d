import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export type Supervised = {
  /** The process that runs now, which leads a group of its own; null between two starts. */
  processId(): number | null;
  /** Ends the process for good: SIGTERM first, SIGKILL after the grace. */
  stop(): Promise<void>;
};

export type SupervisedCommand = {
  /** How messages call it. */
  name: string;
  command: string;
  commandArguments: readonly string[];
  /** Asked before every start. May throw: the start is tried again later. */
  environment: () => Promise<Record<string, string>>;
  directory: string;
  logFile: string;
  /** How long it may take to end after SIGTERM. */
  graceSeconds: number;
};

const firstBackOffSeconds = 0.5;
const longestBackOffSeconds = 15;
/** A process that lived this long starts again without a back-off. */
const healthySeconds = 30;

/**
 * Keeps one process running until it is stopped, restarting it with a growing back-off.
 * It gets its own process group, so that Ctrl-C reaches it only through stop().
 */
export function supervise(command: SupervisedCommand): Supervised {
  const stopping = new AbortController();
  let child: ChildProcess | null = null;
  let failures = 0;

  async function runOnce(): Promise<void> {
    const environment = await command.environment();
    if (stopping.signal.aborted) return;
    const log = openSync(command.logFile, "a", 0o600);
    const started = spawn(command.command, command.commandArguments, {
      cwd: command.directory,
      env: { ...process.env, ...environment },
      stdio: ["ignore", log, log],
      detached: true,
    });
    child = started;
    dieTogether(started);
    closeSync(log);
    const since = performance.now();
    const end = await exitOf(started);
    killGroup(started, "SIGKILL");
    living.delete(started);
    child = null;
    if (stopping.signal.aborted) return;
    if (performance.now() - since > healthySeconds * 1000) failures = 0;
    throw new Error(`ended (${end})`);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runOnce();
      } catch (error) {
        const seconds = Math.min(longestBackOffSeconds, firstBackOffSeconds * 2 ** failures);
        failures += 1;
        const reason = error instanceof Error ? error.message : String(error);
        console.error(
          `${command.name}: ${reason}; next start in ${seconds} s; see ${command.logFile}`,
        );
        await sleep(seconds * 1000, null, { signal: stopping.signal }).catch(() => null);
      }
    }
  }

  async function end(): Promise<void> {
    const running = child;
    if (running === null) return;
    const ended = exitOf(running);
    killGroup(running, "SIGTERM");
    const timer = setTimeout(() => killGroup(running, "SIGKILL"), command.graceSeconds * 1000);
    await ended;
    clearTimeout(timer);
  }

  const ended = loop();
  return {
    processId: () => child?.pid ?? null,
    async stop() {
      stopping.abort();
      await end();
      await ended;
    },
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      return resolve(String(child.exitCode ?? child.signalCode ?? "could not be started"));
    }
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once("error", (error) => resolve(error.message));
  });
}

const living = new Set<ChildProcess>();

/** Kills the process with this one, should this one end without stop(): by a lost terminal, say. */
function dieTogether(child: ChildProcess): void {
  if (!process.listeners("exit").includes(killLiving)) process.on("exit", killLiving);
  living.add(child);
}

function killLiving(): void {
  for (const child of living) killGroup(child, "SIGKILL");
}

/** Signals a process and the processes that it started. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
