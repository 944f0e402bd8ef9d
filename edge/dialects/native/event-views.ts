import { z } from "zod";
import { AccountEvent, JobEvent } from "#contracts/events.ts";
import { TaskStage, Uuid } from "#contracts/job.ts";
import { BatchView, JobView } from "./views.ts";

const Time = z.iso.datetime();
const seq = z.int().min(0);

const [
  queued,
  started,
  leased,
  stageChanged,
  requeued,
  taskDone,
  progressed,
  logged,
  priorityChanged,
  cancelling,
  completed,
  failed,
  cancelled,
] = JobEvent.options;

const [endpointDisabled] = AccountEvent.options;

const shown = { seq, at: Time };

/** An event as streams and pages tell it: what the feed logs, with its `seq`. */
export const EventMessage = z
  .discriminatedUnion("type", [
    queued.extend(shown),
    started.extend(shown),
    leased.extend(shown),
    stageChanged.extend(shown),
    requeued.extend(shown),
    taskDone.extend(shown),
    progressed.extend(shown),
    logged.extend(shown),
    priorityChanged.extend(shown),
    cancelling.extend(shown),
    completed.extend(shown),
    failed.extend(shown),
    cancelled.extend(shown),
    endpointDisabled.extend(shown),
  ])
  .meta({ id: "Event" });
export type EventMessage = z.infer<typeof EventMessage>;

/** Where a job is now. It is state, not history: it has no `seq`. */
export const ProgressMessage = z
  .strictObject({
    type: z.literal("progress"),
    jobId: Uuid,
    percent: z.number().min(0).max(100),
    stage: TaskStage,
    message: z.string().nullable(),
    at: Time,
  })
  .meta({ id: "Progress" });
export type ProgressMessage = z.infer<typeof ProgressMessage>;

/** The subject as it is now, in place of history that is not kept. */
const FeedSnapshot = z.union([
  z.strictObject({ job: JobView }),
  z.strictObject({ batch: BatchView }),
  z.strictObject({ jobs: z.array(JobView) }).meta({ description: "The account's newest jobs." }),
]);
export type FeedSnapshot = z.infer<typeof FeedSnapshot>;

/** Events up to `seq` are not kept any more: go on from the snapshot. */
export const ResetMessage = z
  .strictObject({ type: z.literal("reset"), seq, snapshot: FeedSnapshot })
  .meta({ id: "Reset" });
export type ResetMessage = z.infer<typeof ResetMessage>;

/** Every message of an event stream, over server-sent events and WebSocket alike. */
export const StreamMessage = z
  .union([EventMessage, ProgressMessage, ResetMessage])
  .meta({ id: "StreamMessage" });
export type StreamMessage = z.infer<typeof StreamMessage>;

/** One page of events by polling: ask again with `after` = `nextAfter`. */
export const EventPage = z
  .strictObject({
    events: z.array(EventMessage),
    progress: ProgressMessage.nullable(),
    reset: ResetMessage.nullable(),
    nextAfter: seq,
    closed: z.boolean().meta({ description: "True: no event will follow these, ever." }),
  })
  .meta({ id: "EventPage" });
export type EventPage = z.infer<typeof EventPage>;
