import { z } from "zod";
import { JobEvent } from "#contracts/events.ts";
import { Uuid } from "#contracts/job.ts";
import { ENDPOINT_EVENT_TYPES } from "../../domain/webhooks/listens-to.ts";

/** What the native API answers and sends of webhooks. */

const Time = z.iso.datetime();

/** The types an endpoint may be sent. */
export const WebhookEventType = z.enum(ENDPOINT_EVENT_TYPES).meta({
  id: "WebhookEventType",
  description:
    "Whatever event streams tell of jobs, but for `task-stage-changed`, `job-logged` and `job-progressed`: those are too many for a message each, and only streams tell them.",
});

/** Of any event of a job: callbacks are sent some that endpoints are not. */
export const JobEventType = z
  .enum(JobEvent.options.map((option) => option.shape.type.value))
  .meta({ id: "JobEventType" });

/** Body of a webhook to an endpoint, as the Standard Webhooks specification has payloads. */
export const WebhookMessage = z
  .strictObject({
    type: JobEventType,
    timestamp: Time.meta({ description: "When it happened, not when it is sent." }),
    data: z
      .looseObject({ eventId: z.string(), jobId: Uuid, dialect: z.string() })
      .meta({ description: "The event's other fields, as event streams tell them." }),
  })
  .meta({ id: "WebhookMessage" });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

export const WebhookEndpointView = z
  .strictObject({
    id: Uuid,
    url: z.string(),
    eventTypes: z
      .array(JobEventType)
      .meta({ description: "What it is sent; none listed is every WebhookEventType." }),
    disabled: z.boolean(),
    disabledAt: Time.nullable(),
    disabledReason: z
      .enum(["account", "failing", "gone"])
      .nullable()
      .meta({ description: "`failing`: nothing but failures for days; `gone`: it answered 410." }),
    failingSince: Time.nullable().meta({
      description: "Its first failure since it last took a delivery.",
    }),
    previousSecretUntil: Time.nullable().meta({
      description: "Until then the secret before signs too.",
    }),
    createdAt: Time,
  })
  .meta({ id: "WebhookEndpoint" });
export type WebhookEndpointView = z.infer<typeof WebhookEndpointView>;

export const NewWebhookEndpointView = WebhookEndpointView.extend({
  secret: z.string().meta({ description: "`whsec_…`, shown only now." }),
}).meta({ id: "NewWebhookEndpoint" });

export const RotatedSecretView = z.strictObject({
  secret: z.string().meta({ description: "`whsec_…`, shown only now." }),
  previousSecretUntil: Time,
});
export type RotatedSecretView = z.infer<typeof RotatedSecretView>;

export const WebhookDeliveryView = z
  .strictObject({
    id: Uuid.meta({ description: "The `webhook-id` of every attempt and replay." }),
    endpointId: Uuid.nullable().meta({ description: "Null: the job's own callback." }),
    jobId: Uuid,
    eventId: z.string(),
    eventType: JobEventType,
    url: z.string(),
    state: z.enum(["pending", "delivered", "dead"]),
    attempts: z.int().meta({ description: "Since it was made or last replayed." }),
    nextAttemptAt: Time.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    createdAt: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: "WebhookDelivery" });
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;

const WebhookAttemptView = z.strictObject({
  attemptedAt: Time,
  durationMilliseconds: z.int(),
  status: z.int().nullable().meta({ description: "Null when nobody answered." }),
  error: z.string().nullable(),
  nextAttemptAt: Time.nullable(),
});
export type WebhookAttemptView = z.infer<typeof WebhookAttemptView>;

export const WebhookDeliveryDetail = WebhookDeliveryView.extend({
  log: z.array(WebhookAttemptView).meta({ description: "Every attempt, oldest first." }),
}).meta({ id: "WebhookDeliveryDetail" });

export const ReplayView = z.strictObject({
  replayed: z.int().meta({ description: "Deliveries that are sent again." }),
  nextAfter: z
    .int()
    .nullable()
    .meta({ description: "`after` of the next call; null when the range is done." }),
});
