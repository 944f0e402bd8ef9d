// Runs a script of this repository with the Node.js that the repository pins.
// Plain JavaScript, so that Node.js 20 can run it before anything is installed.
// Usage: node scripts/run.mjs scripts/verify.ts [arguments]
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const binFolder = path.join(root, "node_modules", ".bin");

/** Why the dependencies must be installed, or null when node_modules is what package-lock.json says. */
function reasonToInstall() {
  const marker = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(marker)) return "dependencies are not installed";
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(marker, "utf8")).packages;
  for (const [place, entry] of Object.entries(wanted)) {
    // Packages for other platforms are in the lock file but are rightly not installed.
    if (place === "" || entry.optional === true || entry.devOptional === true || entry.link)
      continue;
    if (entry.peer === true && installed[place] === undefined) continue;
    if (installed[place]?.version !== entry.version) return `${place} is not ${entry.version}`;
  }
  return null;
}

/** Installs exactly what package-lock.json says. FFmpeg's command line programs are not needed. */
function install(reason) {
  console.error(`Installing dependencies with npm ci (${reason}) …`);
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const result = spawnSync(command, [...first, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    env: { ...process.env, SKIP_FFMPEG: "true" },
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) {
    console.error(`npm ci failed${result.error ? `: ${result.error.message}` : ""}.`);
    process.exit(result.status ?? 1);
  }
}

/** The pinned Node.js, or this one when it is as new. */
function findNode() {
  const pinned = path.join(binFolder, process.platform === "win32" ? "node.cmd" : "node");
  if (spawnSync(pinned, ["--version"], { stdio: "ignore" }).status === 0) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  console.error(
    [
      "Node.js 24 is not in node_modules: the install script of the package `node` has not run,",
      "most likely because npm was told to refuse install scripts. Do one of these, then try again:",
      "  npm rebuild node --ignore-scripts=false     (runs only that package's install script)",
      "  use Node.js 24 or later yourself            (https://nodejs.org)",
    ].join("\n"),
  );
  return process.exit(1);
}

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) {
  console.error("usage: node scripts/run.mjs <script> [arguments]");
  process.exit(2);
}
const reason = reasonToInstall();
if (reason !== null) install(reason);

const child = spawn(findNode(), [path.join(root, script), ...scriptArguments], {
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: `${binFolder}${path.delimiter}${process.env.PATH ?? ""}`,
    WRANGLER_SEND_METRICS: "false",
    // Every wrangler and every agent would compile its megabytes of JavaScript anew.
    NODE_COMPILE_CACHE: path.join(root, "node_modules", ".cache", "node-compile"),
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`cannot start ${script}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
});
