import { createApp } from "./app.ts";
import {
  composeAdmission,
  composeAuthSettings,
  composeServices,
  composeWebhookPresenter,
  fetchObject,
  publicOrigin,
  socketCheckSeconds,
  type Env,
} from "./composition.ts";
import { deliverWebhook } from "./domain/webhooks/deliver-webhook.ts";
import { tellOutbox } from "./domain/outbox/drain-outbox.ts";
import type { JobsMessage, WebhooksMessage } from "./domain/ports.ts";
import { sweep } from "./domain/sweep/sweep.ts";
import { describeFailure } from "./http/describe-failure.ts";
import { SUBSCRIPTION_HEADER } from "./objects/feed.ts";

import { NODE_ID_HEADER } from "./objects/pool.ts";

export { Feed } from "./objects/feed.ts";
export { Pool } from "./objects/pool.ts";

const app = createApp((env: Env, request, afterAnswer) => {
  const services = composeServices(env, afterAnswer);
  const admission = composeAdmission(env, services, request);
  return {
    services,
    admission,
    auth: composeAuthSettings(env, admission),
    origin: publicOrigin(env),
    socketCheckSeconds: socketCheckSeconds(env),
    openNodeSocket: (node) =>
      fetchObject(
        env,
        "POOL",
        node.pool,
        new Request(request.url, { headers: { upgrade: "websocket", [NODE_ID_HEADER]: node.id } }),
      ),
    openFeedSocket: async (subscription) => {
      const answer = await fetchObject(
        env,
        "FEED",
        subscription.feed,
        new Request(request.url, {
          headers: { upgrade: "websocket", [SUBSCRIPTION_HEADER]: JSON.stringify(subscription) },
        }),
      );
      if (!answer.webSocket) throw new Error("the feed opened no socket");
      return answer.webSocket;
    },
  };
});

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  /** Queues tell twice what a poke told already, in case the poke was lost. */
  async queue(batch, env, context): Promise<void> {
    const services = composeServices(env, (work) => context.waitUntil(work));
    const present = composeWebhookPresenter(env, services);
    const jobIds = batch.messages.flatMap(({ body }) =>
      body.type === "jobs-changed" ? body.jobIds : [],
    );
    const failures = await tellOutbox(services, jobIds);
    const handle = async (message: (typeof batch.messages)[number]): Promise<void> => {
      try {
        const { body } = message;
        if (body.type === "delivery-due") await deliverWebhook(services, present, body.deliveryId);
        else {
          const untold = body.jobIds.find((jobId) => failures.has(jobId));
          if (untold !== undefined) {
            throw new Error("a job could not be told", { cause: failures.get(untold) });
          }
        }
        message.ack();
      } catch (error) {
        console.error({
          message: "queue message failed",
          queue: batch.queue,
          error: describeFailure(error),
        });
        // A dead letter is not sent again: its row stands in D1, where the sweep finds it.
        if (batch.queue.endsWith("-dead")) message.ack();
        else message.retry();
      }
    };
    await Promise.all(batch.messages.map(handle));
  },

  async scheduled(_event, env, context): Promise<void> {
    await sweep(composeServices(env, (work) => context.waitUntil(work)));
  },
} satisfies ExportedHandler<Env, JobsMessage | WebhooksMessage>;
