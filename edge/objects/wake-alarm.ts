/** Sets the object's one alarm to the earliest time asked for. */
export async function wakeAlarmAt(storage: DurableObjectStorage, time: number): Promise<void> {
  const planned = await storage.getAlarm();
  if (planned === null || time < planned) await storage.setAlarm(time);
}
