import { z } from "zod";
import { type Receiver, receiveRequests } from "../support/receive-requests.ts";

/** What the two dialects with callbacks send, as far as it names its event. */
const Payload = z.looseObject({
  job_id: z.string().optional(),
  request_id: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  progress: z.number().optional(),
});

/** Receives webhooks and refuses every third at first, so that deliveries are repeated. */
export function startReceiver(): Promise<Receiver> {
  let requests = 0;
  return receiveRequests((_request, response) => {
    requests += 1;
    response.writeHead(requests % 3 === 0 ? 503 : 204).end();
  });
}

/** Events that came under more than one `webhook-id`. */
export function findDoubledWebhooks({ received }: Receiver): string[] {
  const ids = new Map<string, Set<string>>();
  for (const { url, headers, body } of received) {
    const { job_id: jobId, request_id: requestId, ...told } = Payload.parse(JSON.parse(body));
    const job = jobId ?? requestId ?? url;
    const event = `${job} ${told.type ?? ""} ${told.status ?? ""} ${told.progress ?? ""}`;
    const known = ids.get(event) ?? new Set();
    ids.set(event, known.add(headers["webhook-id"] ?? "none"));
  }
  return [...ids].flatMap(([event, known]) =>
    known.size > 1 ? [`${event} came under ${known.size} webhook-ids`] : [],
  );
}
