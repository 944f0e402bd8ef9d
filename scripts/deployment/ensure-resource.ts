import type { Resource } from "./resources.ts";
import { runWrangler, type Wrangler, WranglerError } from "./wrangler.ts";

/** Makes a resource unless it is there. Throws with wrangler's words when neither can be told. */
export async function ensureResource(
  wrangler: Wrangler,
  resource: Resource,
): Promise<"found" | "created"> {
  const answer = await wrangler(resource.look);
  const present = resource.isPresent(answer);
  if (present === null) throw new WranglerError(resource.look, answer);
  if (present) return "found";
  await runWrangler(wrangler, resource.create);
  return "created";
}
