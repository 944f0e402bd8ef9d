import { z } from "zod";

const Account = z.object({ id: z.string(), name: z.string(), webhookSecret: z.string() });
const Key = z.object({ id: z.string(), apiKey: z.string() });
const EnrolmentToken = z.object({ enrolmentToken: z.string() });

/** Where the operator API is, and the token that opens it. */
export type OperatorAccess = { origin: string; operatorToken: string };

/** Makes an account that its name also stands for as a token's `sub`. Throws when the edge refuses. */
export const createAccount = (
  access: OperatorAccess,
  name: string,
  balances: { tokens: number; milliseconds?: number },
  limits: Record<string, number> = {},
  monitorPublic = false,
) => {
  const body = { name, externalSubject: name, ...balances, limits, monitorPublic };
  return post(access, "/api/v2/accounts", body, Account);
};

/** Makes an API key of an account; its value is shown this once. Throws when the edge refuses. */
export const createKey = (access: OperatorAccess, accountId: string, name: string) =>
  post(access, `/api/v2/accounts/${accountId}/keys`, { name }, Key);

/** Makes a one-time token with which a node enrols. Throws when the edge refuses. */
export const createEnrolmentToken = (access: OperatorAccess, name: string) =>
  post(access, "/api/v2/nodes/enrolment-tokens", { name }, EnrolmentToken);

async function post<Answer>(
  access: OperatorAccess,
  path: string,
  body: unknown,
  schema: z.ZodType<Answer>,
): Promise<Answer> {
  const answer = await fetch(`${access.origin}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${access.operatorToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
  return schema.parse(JSON.parse(text));
}
