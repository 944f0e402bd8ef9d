/**
 * The same items, with the next ones already being made while one is worked on.
 * @param discard gets the items that were made and are not wanted any more
 */
export async function* readAhead<Item>(
  items: AsyncGenerator<Item>,
  count: number,
  discard: (item: Item) => void,
): AsyncGenerator<Item> {
  const coming: Promise<IteratorResult<Item, unknown>>[] = [];
  const ask = (): void => {
    const next = items.next();
    // Its failure is told when its turn comes.
    next.catch(() => {});
    coming.push(next);
  };
  try {
    for (let number = 0; number < count; number += 1) ask();
    for (let next = coming.shift(); next !== undefined; next = coming.shift()) {
      const step = await next;
      if (step.done === true) return;
      ask();
      yield step.value;
    }
  } finally {
    const ended = items.return(undefined);
    for (const outcome of await Promise.allSettled(coming))
      if (outcome.status === "fulfilled" && outcome.value.done !== true)
        discard(outcome.value.value);
    await ended;
  }
}
