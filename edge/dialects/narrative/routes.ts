import { Hono, type Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { FilmOrder } from "../../domain/films/film-order.ts";
import { submitFilm } from "../../domain/films/submit-film.ts";
import { checkCallbackUrl } from "../../domain/webhooks/check-callback-url.ts";
import { answerError } from "../../http/answer-error.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { findCredential, requireAccount, type Scope } from "../../http/authenticate.ts";
import { HttpError } from "../../http/http-error.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { parseRequest } from "../../http/parse-request.ts";
import { serveJobOutput } from "../../http/serve-job-output.ts";
import { signLink } from "../../http/signed-links.ts";
import { presentModels } from "./convert.ts";
import { presentNarrativeError } from "./errors.ts";
import { orderMovie, orderNarrative, type Submission } from "./plan-request.ts";
import { CAPTIONS_PATH, SCENES_PATH } from "./read-result.ts";
import { readStatus } from "./read-status.ts";
import {
  describeFile,
  describeModels,
  describeMovie,
  describeNarrative,
  describeStatus,
} from "./route-descriptions.ts";
import { MovieRequest, NarrativeRequest, StatusQuery } from "./schemas.ts";
import type { NarrativeSubmission } from "./views.ts";

/** The document's base, and the root that its curl examples use. */
const BASES = ["/v1/video", ""] as const;

/** Document 004: create, status and models; captions and stills of what was made. */
export function createNarrativeRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  for (const base of BASES) {
    routes.post(`${base}/create_narrative`, describeNarrative(), async (context) =>
      context.json(
        await submit(context, async (body, submission) => {
          const request = parseRequest(NarrativeRequest, body);
          checkCallback(context, request.webhookUrl);
          return orderNarrative(context.get("services"), request, submission);
        }),
      ),
    );
    routes.post(`${base}/create_movie`, describeMovie(), async (context) =>
      context.json(
        await submit(context, async (body, submission) => {
          const request = parseRequest(MovieRequest, body);
          checkCallback(context, request.webhookUrl);
          return orderMovie(context.get("services"), request, submission);
        }),
      ),
    );
    routes.get(`${base}/status`, describeStatus(), async (context) => {
      const account = await accountOf(context, "jobs:read");
      const { request_id: given } = parseRequest(StatusQuery, context.req.query());
      const id = Uuid.safeParse(given);
      if (!id.success) throw new DomainError("not-found", "There is no job with this id.");
      const origin = context.get("origin");
      const { linkEpoch } = account;
      const services = context.get("services");
      return context.json(
        await readStatus(services, account.id, id.data, (path) =>
          signLink(services, { origin, path, linkEpoch }),
        ),
      );
    });
    routes.get(`${base}/models`, describeModels(), async (context) => {
      await accountOf(context, "jobs:read");
      return context.json(presentModels(context.get("services").models.values()));
    });
  }
  routes.get(`${CAPTIONS_PATH}/:file`, describeFile("captions", "text/vtt"), (context) => {
    const [, jobId, format] = /^(.+)\.(vtt|srt)$/.exec(context.req.param("file")) ?? [];
    return serveJobOutput(context, {
      jobId: jobId ?? null,
      name: format === "srt" ? "captions-srt" : "captions-vtt",
      accountOf: () => accountOf(context, "jobs:read"),
    });
  });
  routes.get(`${SCENES_PATH}/:requestId/:file`, describeFile("still", "image/png"), (context) => {
    const [, number] = /^([1-9]\d?)\.png$/.exec(context.req.param("file")) ?? [];
    const { assets } = context.get("services");
    return serveJobOutput(context, {
      jobId: context.req.param("requestId"),
      name: "image",
      accountOf: () => accountOf(context, "jobs:read"),
      find: async (jobId) => {
        const stills = await assets.listSceneImages(jobId);
        return stills.find(({ scene }) => scene + 1 === Number(number))?.asset ?? null;
      },
    });
  });
  routes.onError((error, context) => {
    if (!(error instanceof DomainError || error instanceof HttpError)) throw error;
    return answerError(context, error, presentNarrativeError);
  });
  return routes;
}

async function submit(
  context: Context<AppEnv>,
  order: (body: unknown, submission: Submission) => Promise<FilmOrder>,
): Promise<NarrativeSubmission> {
  const account = await accountOf(context, "jobs:write");
  const services = context.get("services");
  const { raw } = context.req;
  const body = await readJsonBody(raw);
  const idempotency = await readIdempotencyKey(services, raw, body);
  const job = await submitFilm(services, await order(body, { account, idempotency }));
  return { request_id: job.id };
}

/** The document tells a credential that is missing from one that is wrong. */
async function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  if (findCredential(headers) === null) {
    throw new DomainError("invalid-request", "The API_KEY header is missing or empty.");
  }
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

function checkCallback(context: Context<AppEnv>, url: string | null | undefined): void {
  if (url == null) return;
  const reason = checkCallbackUrl(url, {
    allowLoopback: context.get("services").settings.local,
    ownOrigins: [context.get("origin"), context.req.url],
  });
  if (reason === null) return;
  throw new DomainError("invalid-request", `webhookUrl is invalid: ${reason}`, {
    field: "webhookUrl",
  });
}
