import type { z } from "zod";
import type { Services } from "../services.ts";

/**
 * What a node found in a file, from the `inspection` that its finished job left; null when there
 * is none, or none that can be read.
 */
export async function readInspection<Schema extends z.ZodType>(
  services: Services,
  jobId: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const asset = await services.assets.readJobOutput(jobId, "inspection");
  const object = asset && (await services.objects.read(asset.objectKey));
  if (!object) return null;
  const text = await new Response(object.body).text();
  const result = schema.safeParse(parseJson(text));
  return result.success ? result.data : null;
}

/** Undefined for what is no JSON: a node wrote it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
