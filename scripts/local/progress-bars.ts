const barWidth = 32;

export type ProgressBars = {
  /** Shows a percentage and what happens now; a bar never goes back. */
  show(bar: number, percent: number, stage: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
};

/**
 * One bar above the other, redrawn in place on a terminal; a line for each change elsewhere.
 * @param labels what stands before each bar
 */
export function createProgressBars(labels: readonly string[]): ProgressBars {
  const width = Math.max(...labels.map((label) => label.length));
  const bars = labels.map((label) => ({ label: label.padEnd(width), highest: 0, line: "" }));
  let drawn = false;

  function redraw(): void {
    const up = drawn && bars.length > 1 ? `\u001B[${bars.length - 1}A` : "";
    const lines = bars.map(({ line }) => `\r\u001B[2K${line}`).join("\n");
    process.stdout.write(`${up}${lines}`);
    drawn = true;
  }

  return {
    show(index, percent, stage) {
      const bar = bars[index];
      if (!bar) return;
      bar.highest = Math.max(bar.highest, Math.min(100, Math.round(percent)));
      const filled = Math.round((bar.highest / 100) * barWidth);
      const blocks = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
      const line = `  ${bar.label} ${blocks} ${String(bar.highest).padStart(3)} %  ${stage}`;
      if (line === bar.line) return;
      bar.line = line;
      if (process.stdout.isTTY) redraw();
      else process.stdout.write(`${line}\n`);
    },
    end() {
      if (drawn) process.stdout.write("\n");
      drawn = false;
    },
  };
}
