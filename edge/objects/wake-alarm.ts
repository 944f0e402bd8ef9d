/** The last call of each object: its turn comes when the one before it is done. */
const turns = new WeakMap<DurableObjectStorage, Promise<void>>();

/**
 * Sets the object's one alarm to the earliest time asked for; one that rings by `latest` will do,
 * since each that is set is paid for. Calls wait for each other: two at
 * once would both compare with the old alarm, and the later time could win.
 */
export function wakeAlarmAt(
  storage: DurableObjectStorage,
  time: number,
  latest = time,
): Promise<void> {
  const before = turns.get(storage) ?? Promise.resolve();
  const turn = before.then(async () => {
    const planned = await storage.getAlarm();
    if (planned === null || latest < planned) await storage.setAlarm(time);
  });
  turns.set(
    storage,
    turn.catch(() => undefined),
  );
  return turn;
}
