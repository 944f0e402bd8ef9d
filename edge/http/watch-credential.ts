/** After this many checks that could not be made, one after another, a socket is not served on. */
const FAILURES_ALLOWED = 1;

/**
 * Looks at an open socket's credential again and again, since a key may be revoked and a token may
 * expire while nothing is sent. Runs in the Worker that holds the client's socket, which waits
 * without cost; no Durable Object is kept awake.
 *
 * @param check throws when the credential is not good any more, or when that cannot be told.
 * @param isRefusal tells the two apart.
 * @param end called once, with what `check` threw.
 * @returns stops the watch.
 */
export function watchCredential(options: {
  seconds: number;
  check: () => Promise<unknown>;
  isRefusal: (error: unknown) => boolean;
  end: (error: unknown) => void;
}): () => void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      await options.check();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (stopped) return;
      if (options.isRefusal(error) || failures > FAILURES_ALLOWED) {
        options.end(error);
        return;
      }
    }
    schedule();
  }

  function schedule(): void {
    if (!stopped) timer = setTimeout(() => void look(), options.seconds * 1000);
  }

  schedule();
  return () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}
