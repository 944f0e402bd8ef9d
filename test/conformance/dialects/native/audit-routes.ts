import type { Route } from "../../entry.ts";
import { BAD_PAGES } from "./job-routes.ts";

/** `/audit-log`: what operators did. */
export const AUDIT_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v2/audit-log",
    auth: "operator",
    badQueries: [...BAD_PAGES, "subjectId=nonsense"],
  },
];
