import { createRouteDescriber } from "../../http/describe-route.ts";
import { Problem } from "./views.ts";

/** Says what a native route takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "native",
  title: "Native API",
  description:
    "Jobs of every dialect, their events, assets and batches; accounts and nodes for operators. Errors are problem documents (RFC 9457).",
  errorSchema: Problem,
  errorContentType: "application/problem+json",
  errorExample: {
    type: "urn:framefleet:problem:not-found",
    title: "Not found",
    status: 404,
    detail: "There is no job with this id.",
    instance: "urn:framefleet:request:0193c0de-0000-7000-8000-00000000beef",
    code: "not-found",
  },
});
