import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Takes the state folder for this process; two deployments on one folder would corrupt it.
 * Throws an Error that names the process that has it. Returns the function that gives it back.
 */
export function lockState(stateFolder: string): () => void {
  const file = path.join(stateFolder, "lock");
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  for (const attempt of [1, 2]) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number(readFileSync(file, "utf8"));
      if (attempt === 2 || isAlive(holder)) {
        throw new Error(
          `${stateFolder} is in use by process ${holder}. Stop it, or choose another folder with --state. ` +
            `(If that process is not Framefleet, delete ${file}.)`,
          { cause: error },
        );
      }
      rmSync(file, { force: true });
    }
  }
  throw new Error(`cannot lock ${stateFolder}`);
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0 || processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
