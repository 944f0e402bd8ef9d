import { z } from "zod";
import { MAXIMUM_CALLBACK_URL_CHARACTERS } from "#contracts/limits.ts";
import { Uuid } from "#contracts/job.ts";
import { PAGE_FIELDS } from "./schemas.ts";
import { JobEventType, WebhookEventType } from "./webhook-views.ts";

const endpointFields = {
  url: z
    .string()
    .min(1)
    .max(MAXIMUM_CALLBACK_URL_CHARACTERS)
    .meta({ description: "https, port 443, a public host." }),
  eventTypes: z
    .array(WebhookEventType)
    .max(WebhookEventType.options.length)
    .meta({ description: "What it is sent; none listed is every type." }),
};

export const CreateWebhookEndpointRequest = z.strictObject({
  url: endpointFields.url,
  eventTypes: endpointFields.eventTypes.default([]),
});

/** Body of `PATCH /api/v2/webhook-endpoints/{id}`; what is left out stays. */
export const WebhookEndpointPatch = z
  .strictObject({
    ...endpointFields,
    disabled: z.boolean().meta({ description: "false: enabled again, with a clean record." }),
  })
  .partial();

export const ListWebhookEndpointsQuery = z.object(PAGE_FIELDS);

export const ListWebhookDeliveriesQuery = z.object({
  ...PAGE_FIELDS,
  endpointId: Uuid.optional(),
  jobId: Uuid.optional(),
  state: z.enum(["pending", "delivered", "dead"]).optional(),
  eventType: JobEventType.optional(),
});

const seq = z.int().min(0);

export const ReplayEventsRequest = z.strictObject({
  jobId: Uuid.optional().meta({ description: "Whose events; left out, all of the account's." }),
  after: seq.default(0).meta({ description: "Events with a higher `seq`." }),
  before: seq.optional().meta({ description: "And, if given, a lower one than this." }),
});
