import { z } from "zod";
import { callJson, enrolNode } from "../../edge/edge-client.ts";
import type { DialectEntry } from "../entry.ts";
import {
  completedJob,
  createKey,
  queueJob,
  submitBatch,
  type Party,
  type World,
} from "../harness/world.ts";
import { ACCOUNT_ROUTES } from "./native/account-routes.ts";
import { ASSET_ROUTES } from "./native/asset-routes.ts";
import { AUDIT_ROUTES } from "./native/audit-routes.ts";
import { EVENT_ROUTES } from "./native/event-routes.ts";
import { JOB_ROUTES } from "./native/job-routes.ts";
import { NODE_ROUTES } from "./native/node-routes.ts";
import { QUIET, WEBHOOK_ROUTES } from "./native/webhook-routes.ts";

/** The native API, `/api/v2`: jobs of every dialect, and the operator's calls. */
export const native: DialectEntry = {
  name: "native",
  document: null,
  routes: [
    ...JOB_ROUTES,
    ...EVENT_ROUTES,
    ...ASSET_ROUTES,
    ...ACCOUNT_ROUTES,
    ...NODE_ROUTES,
    ...AUDIT_ROUTES,
    ...WEBHOOK_ROUTES,
  ],
  ids: {
    job: queueJob,
    "completed-job": completedJob,
    batch: submitBatch,
    asset: uploadAsset,
    "webhook-endpoint": (_world, party) => createEndpoint(party, QUIET),
    "webhook-delivery": oweDelivery,
    account: (_world, party) => Promise.resolve(party.accountId),
    key: async (_world, party) => (await createKey(party)).id,
    // The fleet is the operator's: a node belongs to no account. It is a new one, since the routes
    // stop it.
    node: async () => (await enrolNode("stopped")).nodeId,
  },
  credentials: [
    (credential) => ({ authorization: `Bearer ${credential}` }),
    (credential) => ({ "x-api-key": credential }),
    (credential) => ({ api_key: credential }),
  ],
  errorBody: z.strictObject({
    type: z.string().regex(/^urn:framefleet:problem:[a-z-]+$/),
    title: z.string().min(1),
    status: z.int(),
    detail: z.string().min(1),
    // Names the very answer: a comparison of two leaves it out.
    instance: z.string().regex(/^urn:framefleet:request:[\w.-]{1,100}$/),
    code: z.string().regex(/^[a-z-]+$/),
    field: z.string().optional(),
  }),
  refusals: {
    missingCredential: 401,
    invalidCredential: 401,
    conflictingCredentials: 400,
    forbidden: 403,
    unknownId: 404,
  },
};

/** Id of a file that the party uploaded. */
async function uploadAsset(_world: World, { apiKey }: Party): Promise<string> {
  const { id } = await callJson<{ id: string }>(201, "POST", "/api/v2/assets?name=clip.mp4", {
    credential: apiKey,
    body: "bytes of a video",
    headers: { "content-type": "video/mp4", "content-length": "16" },
  });
  return id;
}

/** Id of an endpoint of the party at an address where nobody is. */
async function createEndpoint({ apiKey }: Party, eventTypes: string[]): Promise<string> {
  const { id } = await callJson<{ id: string }>(201, "POST", "/api/v2/webhook-endpoints", {
    credential: apiKey,
    body: { url: "http://127.0.0.1:9/hook", eventTypes },
  });
  return id;
}

/** Id of a delivery of the party: an endpoint is sent the end of its completed job. */
async function oweDelivery(world: World, party: Party): Promise<string> {
  const credential = party.apiKey;
  const endpointId = await createEndpoint(party, ["job-completed"]);
  const path = `/api/v2/webhook-endpoints/${endpointId}`;
  const body = { jobId: await completedJob(world, party) };
  await callJson(202, "POST", `${path}/replay`, { credential, body });
  // From now on nothing more is sent to it, whatever other tests do.
  await callJson(200, "PATCH", path, { credential, body: { eventTypes: QUIET } });
  const list = `/api/v2/webhook-deliveries?endpointId=${endpointId}`;
  const { items } = await callJson<{ items: { id: string }[] }>(200, "GET", list, { credential });
  const [delivery] = items;
  if (!delivery) throw new Error("the completed job was not replayed");
  return delivery.id;
}
