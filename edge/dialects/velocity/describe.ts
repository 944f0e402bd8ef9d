import { createRouteDescriber } from "../../http/describe-route.ts";
import { VelocityError } from "./views.ts";

/** Says what a route of document 003 takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "velocity",
  title: "Velocity Simple API",
  description:
    "Videos from After Effects templates (data.json and images in a ZIP), with sound, campaigns, a storage quota and a budget of render time. The first path segment is read in any case.",
  errorSchema: VelocityError,
  errorContentType: "application/json",
  errorExample: {
    status: 400,
    title: "Bad Request",
    message: "Either templateInstanceId or templateId must be provided",
  },
});
