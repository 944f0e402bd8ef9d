const barWidth = 32;

export type ProgressBar = {
  /** Shows a percentage and what happens now; never goes back. */
  show(percent: number, stage: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
};

/** One line that redraws itself on a terminal; a line for each change elsewhere. */
export function createProgressBar(): ProgressBar {
  let highest = 0;
  let lastLine = "";
  return {
    show(percent, stage) {
      highest = Math.max(highest, Math.min(100, Math.round(percent)));
      const filled = Math.round((highest / 100) * barWidth);
      const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
      const line = `  ${bar} ${String(highest).padStart(3)} %  ${stage}`;
      if (line === lastLine) return;
      lastLine = line;
      process.stdout.write(process.stdout.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
    },
    end() {
      if (process.stdout.isTTY && lastLine !== "") process.stdout.write("\n");
    },
  };
}
