/** The least that a task has left, as a part of what it ran beyond its estimate, or of all of it. */
const [LATE_SHARE, LEAST_SHARE] = [0.2, 0.02];

/**
 * What a running task has left, in seconds: by its measured total at first, and more and more by
 * the pace of its own percent. One that is late has more left the later it is.
 */
export function secondsLeft(task: { total: number; ran: number; percent: number }): number {
  const { total, ran, percent } = task;
  const done = Math.min(1, Math.max(0, percent / 100));
  const byTotal = total > ran ? total - ran : ran * LATE_SHARE * (1 - done);
  const byPace = done > 0 ? (ran * (1 - done)) / done : byTotal;
  return Math.max(byTotal * (1 - done) + byPace * done, total * LEAST_SHARE);
}
