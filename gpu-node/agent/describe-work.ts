import type { ProducedOutput } from "../tasks/child-messages.ts";

/** What a child said of the work that it finished. */
type Facts = { model: string; encoder?: string | undefined };

/** Who made a task's outputs, with which encoder and in what time: a line of the job's log. */
export function describeMaking({ model, encoder }: Facts, milliseconds: number): string {
  const encoded = encoder === undefined ? "" : `, encoded with ${encoder}`;
  return `Made with ${model}${encoded}, in ${(milliseconds / 1000).toFixed(1)} s`;
}

/** What is about to be uploaded, and how large it is: a line of the job's log. */
export function describeOutputs(outputs: readonly ProducedOutput[]): string {
  const named = outputs.map(({ name, sizeBytes }) => `${name} (${describeSize(sizeBytes)})`);
  return `Uploading ${named.join(", ")}`;
}

function describeSize(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
}
