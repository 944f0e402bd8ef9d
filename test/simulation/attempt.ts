/** Runs work at once; what it throws comes as a rejection, whether it waits or not. */
export async function attempt<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  return await work();
}
