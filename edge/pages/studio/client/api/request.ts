/** An answer that refuses, with what it says; `detail` is the body where it was JSON. */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: unknown;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, message: string, detail: unknown, retryAfterSeconds: number | null) {
    super(message);
    this.status = status;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type RequestOptions = {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON; a FormData as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/** The API as one credential sees it. */
export type Api = {
  readonly credential: string;
  /** @throws ApiError for every answer that is not a success, and for no answer (status 0). */
  json<Answer>(path: string, options?: RequestOptions): Promise<Answer>;
  response(path: string, options?: RequestOptions): Promise<Response>;
};

/** @param refused is called when the credential is not good (any more). */
export function createApi(credential: string, refused: () => void): Api {
  const response = async (path: string, options: RequestOptions = {}): Promise<Response> => {
    const { body, method = "GET", signal } = options;
    const isForm = body instanceof FormData;
    const answer = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${credential}`,
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
        ...options.headers,
      },
      // The credential stands in the header; a cookie would only confuse.
      credentials: "omit",
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiError(0, "The server cannot be reached. Is there a connection?", null, null);
    });
    if (answer.ok) return answer;
    if (answer.status === 401) refused();
    const retryAfter = Number(answer.headers.get("retry-after") ?? Number.NaN);
    const text = await answer.text().catch(() => "");
    throw toApiError(answer.status, text, Number.isFinite(retryAfter) ? retryAfter : null);
  };
  return {
    credential,
    response,
    async json<Answer>(path: string, options?: RequestOptions) {
      const answer = await response(path, options);
      const text = await answer.text();
      return (text === "" ? null : JSON.parse(text)) as Answer;
    },
  };
}

/** What an answer that refuses says: the dialects have it in `detail`, `message` or `title`. */
export function toApiError(
  status: number,
  text: string,
  retryAfterSeconds: number | null,
): ApiError {
  let detail: unknown = null;
  try {
    detail = JSON.parse(text);
  } catch {
    // Not JSON: then the status has to speak.
  }
  const message = findMessage(detail) ?? `The server answered ${status}.`;
  return new ApiError(status, message, detail, retryAfterSeconds);
}

function findMessage(body: unknown): string | null {
  if (typeof body === "string" && body !== "") return body;
  if (typeof body !== "object" || body === null) return null;
  const { detail, message, title } = body as Record<string, unknown>;
  return findMessage(detail) ?? findMessage(message) ?? findMessage(title);
}

/** What to show of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
