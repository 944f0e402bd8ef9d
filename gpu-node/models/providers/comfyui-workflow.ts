import { readFileSync } from "node:fs";
import { z } from "zod";

/** A workflow in the server's own form, as "Export (API)" writes it. */
const Workflow = z.record(
  z.string(),
  z.looseObject({ class_type: z.string(), inputs: z.record(z.string(), z.json()) }),
);
type Workflow = z.infer<typeof Workflow>;

/** What a workflow may be given, each under a name of ours. */
const workflowInputs = [
  "prompt",
  "seed",
  "width",
  "height",
  "framesPerSecond",
  "frameCount",
  "durationSeconds",
  "startImage",
] as const;
type WorkflowInput = (typeof workflowInputs)[number];
export type WorkflowValues = Partial<Record<WorkflowInput, string | number | undefined>>;

/** Which input of which node takes what: `{ "prompt": "6.text" }`. */
type WorkflowPlaces = Partial<Record<WorkflowInput, string | undefined>>;

/**
 * Reads an operator's workflow and checks that every named input is there. Throws Error whose
 * message says what is missing.
 */
export function readWorkflow(path: string, places: WorkflowPlaces): Workflow {
  const workflow = parse(path);
  for (const [name, place] of Object.entries(places)) {
    if (place === undefined) continue;
    const [node = "", input = ""] = place.split(".");
    if (workflow[node]?.inputs[input] === undefined)
      throw new Error(`the workflow has no input ${place} for ${name}`);
  }
  return workflow;
}

function parse(path: string): Workflow {
  try {
    return Workflow.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new Error("a workflow file is not readable; export it in the API format");
  }
}

/** The workflow with these values in its named inputs. */
export function fillWorkflow(
  workflow: Workflow,
  places: WorkflowPlaces,
  values: WorkflowValues,
): Workflow {
  const filled = structuredClone(workflow);
  for (const name of workflowInputs) {
    const [place, value] = [places[name], values[name]];
    if (place === undefined || value === undefined) continue;
    const [node = "", input = ""] = place.split(".");
    const inputs = filled[node]?.inputs;
    if (inputs !== undefined) inputs[input] = value;
  }
  return filled;
}
