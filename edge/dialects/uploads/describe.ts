import { createRouteDescriber } from "../../http/describe-route.ts";
import { UploadError } from "./errors.ts";

/** Says what a route of resumable uploads takes and answers, where the route is defined. */
export const describe = createRouteDescriber({
  tag: "uploads",
  title: "Resumable uploads",
  description:
    "The tus 1.0 protocol: files of up to 2 GB in pieces of any size, each request of at most 95 MB. A finished upload becomes an asset with POST /api/v2/assets.",
  errorSchema: UploadError,
  errorContentType: "application/json",
  errorExample: { code: "offset-differs", message: "The upload goes on at another offset." },
});
