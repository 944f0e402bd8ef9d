/** Lets loops sleep until something they care about may have changed. */
export class Wake {
  readonly #waiters = new Set<() => void>();

  /** Ends every wait that is under way. */
  wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const finish of waiters) finish();
  }

  /** Resolves at the next wake, after the time, or when the signal fires; it never rejects. */
  wait(signal: AbortSignal, milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(finish);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(finish, milliseconds);
      signal.addEventListener("abort", finish, { once: true });
      this.#waiters.add(finish);
    });
  }
}
