import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

/** What a reader of the document would put in for himself before running a block. */
export type BlockOptions = {
  /** Pairs of what stands in the block and what takes its place: host, credential, ids. */
  replace?: readonly (readonly [text: string, by: string])[];
  /** Files that lie beside the block, by name. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** After this long the block is ended. */
  limitSeconds?: number;
};

export type BlockResult = {
  exitCode: number | null;
  standardOutput: string;
  standardError: string;
};

/** What curl said, and the status of each answer in the order of the calls; 0 for none. */
export type CurlResult = BlockResult & { statuses: number[] };

/** What curl is told outside the block, so that the block itself stays as it is. */
const CURL_SETTINGS = String.raw`silent
show-error
noproxy = "*"
write-out = "%{stderr}\nstatus %{http_code}\n"
`;

/**
 * Runs a document's curl block in bash, as it stands but for the replaced texts.
 *
 * @throws Error when a text that is to be replaced does not stand in the block.
 */
export async function runCurlBlock(block: string, options: BlockOptions = {}): Promise<CurlResult> {
  return inFolder(options, async (folder) => {
    await writeFile(path.join(folder, ".curlrc"), CURL_SETTINGS);
    const result = await run("bash", ["-c", replaceAll(block, options)], folder, options);
    const statuses = [...result.standardError.matchAll(/^status (\d{3})$/gm)].map(([, status]) =>
      Number(status),
    );
    return { ...result, statuses };
  });
}

/**
 * Runs a document's JavaScript block as a module of Node.js, as it stands but for the replaced
 * texts. `prelude` is a module that runs before it and may set what the block takes for granted
 * (`globalThis.userToken = …`, `globalThis.axios = (await import("axios")).default`).
 *
 * @throws Error when a text that is to be replaced does not stand in the block.
 */
export async function runJavaScriptBlock(
  block: string,
  options: BlockOptions & { prelude?: string } = {},
): Promise<BlockResult> {
  return inFolder(options, async (folder) => {
    await symlink(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"));
    await writeFile(path.join(folder, "prelude.mjs"), options.prelude ?? "");
    await writeFile(path.join(folder, "block.mjs"), replaceAll(block, options));
    return run(process.execPath, ["--import", "./prelude.mjs", "block.mjs"], folder, options);
  });
}

function replaceAll(block: string, { replace = [] }: BlockOptions): string {
  for (const [text] of replace) {
    if (!block.includes(text)) throw new Error(`"${text}" does not stand in the block`);
  }
  // In one pass, so that nothing put in is replaced again.
  const texts = replace.map(([text]) => text).toSorted((a, b) => b.length - a.length);
  if (texts.length === 0) return block;
  const pattern = new RegExp(
    texts.map((text) => text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&")).join("|"),
    "g",
  );
  const by = new Map(replace);
  return block.replace(pattern, (text) => by.get(text) ?? text);
}

async function inFolder<Result>(
  { files = {} }: BlockOptions,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "framefleet-block-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  command: string,
  commandArguments: readonly string[],
  folder: string,
  { limitSeconds = 60 }: BlockOptions,
): Promise<BlockResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, CURL_HOME: folder, LANG: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitSeconds * 1000,
      killSignal: "SIGKILL",
    });
    let standardOutput = "";
    let standardError = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (standardOutput += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (standardError += text));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, standardOutput, standardError }));
  });
}
