import path from "node:path";
import { parseArgs } from "node:util";

/** What `npm start` was asked for. */
export type StartOptions = {
  port: number;
  nodes: number;
  stateFolder: string;
  /** Variables of the edge that differ from wrangler.toml's. */
  edgeVariables?: Record<string, string>;
  /** The edge's configuration, where it is not the repository's. */
  configFile?: string;
};

/**
 * Reads `--port 8787 --nodes 1 --state .framefleet`.
 * Throws an Error that says which value is wrong.
 */
export function readStartOptions(commandLine: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...commandLine],
    options: {
      port: { type: "string", default: "8787" },
      nodes: { type: "string", default: "1" },
      state: { type: "string", default: ".framefleet" },
    },
  });
  return {
    port: readWholeNumber("--port", values.port, 1, 65_535),
    nodes: readWholeNumber("--nodes", values.nodes, 0, 64),
    stateFolder: path.resolve(values.state),
  };
}

function readWholeNumber(name: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw new Error(`${name} takes a whole number from ${minimum} to ${maximum}, not "${text}"`);
}
