import { createRouteDescriber } from "../../http/describe-route.ts";
import { RenderVideoError } from "./views.ts";

/** Says what a route of document 000 takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "render-video",
  title: "Render Video API",
  description: "A prompt becomes a video; its end is told over a WebSocket or to a callback.",
  errorSchema: RenderVideoError,
  errorContentType: "application/json",
  errorExample: {
    error: "invalid_request",
    message: "The resolution parameter is invalid. Please use '720p' or '1080p'.",
  },
});
