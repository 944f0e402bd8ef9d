import { createRouteDescriber } from "../../http/describe-route.ts";
import { VideoJobError } from "./views.ts";

/** Says what a route of document 002 takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "video-jobs",
  title: "Video Jobs API",
  description: "Videos from prompts and images, paid in tokens, with status and logs by polling.",
  errorSchema: VideoJobError,
  errorContentType: "application/json",
  errorExample: { detail: "Resolution must be '720p' or '1080p'" },
});
