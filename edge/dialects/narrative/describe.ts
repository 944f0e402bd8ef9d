import { createRouteDescriber } from "../../http/describe-route.ts";
import { NarrativeError } from "./views.ts";

/** Says what a route of document 004 takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "narrative",
  title: "Narrative API",
  description:
    "A script becomes a narrated film, a prompt a movie; progress by polling or to a webhook.",
  errorSchema: NarrativeError,
  errorContentType: "application/json",
  errorExample: { message: "taskId query parameter is missing." },
});
