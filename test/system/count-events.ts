import { z } from "zod";
import type { LocalDeployment } from "../../scripts/local/start-fleet.ts";

const Page = z.object({ events: z.array(z.object({ type: z.string() })) });

/** How often the feed of a job has each type of event. */
export async function countEvents(
  { origin, apiKey }: LocalDeployment,
  jobId: string,
): Promise<Record<string, number>> {
  const answer = await fetch(
    `${origin}/api/v2/jobs/${jobId}/events?format=json&limit=500&after=0`,
    {
      headers: { authorization: `Bearer ${apiKey}` },
    },
  );
  const { events } = Page.parse(await answer.json());
  const groups = Map.groupBy(events, ({ type }) => type);
  return Object.fromEntries([...groups].map(([type, all]) => [type, all.length]));
}
