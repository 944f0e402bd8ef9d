import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { WASI } from "node:wasi";
import { packageFiles } from "../../../package-files.ts";
import { TaskError } from "../../../tasks/task-error.ts";

/** The types of Node.js leave it out. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
};

let compiled: Promise<object> | undefined;

/**
 * Runs the speech engine once and returns what it printed. Its only folder is the scratch
 * directory, which it sees as `/scratch`. Throws `encode-failed` when the engine gives up.
 */
export async function runFlite(
  engineArguments: readonly string[],
  scratchDirectory: string,
): Promise<string> {
  compiled ??= readFile(packageFiles.speechEngine).then((bytes) => WebAssembly.compile(bytes));
  const printedPath = join(scratchDirectory, "flite-printed.txt");
  const printed = await open(printedPath, "w+");
  try {
    const wasi = new WASI({
      version: "preview1",
      args: ["flite", ...engineArguments],
      preopens: { "/scratch": scratchDirectory },
      stdout: printed.fd,
      stderr: printed.fd,
      returnOnExit: true,
    });
    const instance = await WebAssembly.instantiate(await compiled, wasi.getImportObject());
    const exitCode = wasi.start(instance);
    if (exitCode !== 0) throw new Error(`the engine left with ${exitCode}`);
  } catch (error) {
    throw new TaskError("encode-failed", "The voice could not speak.", { cause: error });
  } finally {
    await printed.close();
  }
  const text = await readFile(printedPath, "utf8");
  await rm(printedPath, { force: true });
  return text;
}
