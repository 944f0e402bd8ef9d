import { createRouteDescriber } from "../../http/describe-route.ts";
import { WorldModelError } from "./views.ts";

/** Says what a route of document 001 takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "world-model",
  title: "World Model Portal API",
  description:
    "Prompts become videos, one by one or in batches of up to eight; prompts are tuned in plain words. A deployment may have an anonymous account, whose requests without a credential are.",
  errorSchema: WorldModelError,
  errorContentType: "application/json",
  errorExample: { detail: "There is no job with this id." },
});
