import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./app-env.ts";

const GIVEN_ID = /^[\w.-]{1,128}$/;

/** Puts `X-Request-Id` on every answer: the client's own when it is plain, else a new one. */
export function requestId(): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const given = context.req.header("x-request-id");
    const { clock, random } = context.get("services");
    const id = given !== undefined && GIVEN_ID.test(given) ? given : random.uuid(clock.now());
    context.set("requestId", id);
    await next();
    // A socket's answer must stay the object it is: setting a header would copy it.
    if (context.res.status !== 101) context.header("x-request-id", id);
  };
}
