const MAXIMUM_ANSWER_BYTES = 512 * 1024;

/** A `fetch` that follows no redirect and refuses an answer of more than 512 KiB. */
export function limitAnswer(fetcher: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetcher(input, { ...init, redirect: "manual" });
    if (response.body === null) return response;
    let received = 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          received += chunk.byteLength;
          if (received > MAXIMUM_ANSWER_BYTES) controller.error(new AnswerTooLargeError());
          else controller.enqueue(chunk);
        },
      }),
    );
    return new Response(counted, { status: response.status, headers: response.headers });
  };
}

class AnswerTooLargeError extends Error {
  override readonly name = "AnswerTooLargeError";
}
