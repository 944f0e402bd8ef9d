import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger };

const secretPaths = ["nodeToken", "enrolmentToken", "authorization", "token"];

/**
 * Writes one JSON object a line, or short lines for people. Fields with the names of secrets are
 * blacked out, whoever logs them.
 */
export function createLogger(options: {
  format: "json" | "pretty";
  level: string;
  destination?: DestinationStream;
}): Logger {
  const plain = options.destination ?? { write: (line: string) => void process.stdout.write(line) };
  const destination =
    options.format === "json" ? plain : { write: (line: string) => plain.write(prettyLine(line)) };
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: [...secretPaths, ...secretPaths.map((path) => `*.${path}`)],
    },
    destination,
  );
}

function prettyLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const details = Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  return (
    `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg)} ${details}`.trimEnd() +
    "\n"
  );
}
