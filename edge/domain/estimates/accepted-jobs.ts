import type { JobSnapshot } from "../jobs/job.ts";
import type { PoolPicture } from "./pool-picture.ts";
import { withJobs } from "./with-job.ts";

/** Jobs that are added to a picture at most; of more, every n-th stands for n. */
const JOBS_ADDED = 100;
/** The sum is made anew once this part of the jobs changed: a burst of n makes it log n times. */
const CHANGED_SHARE = 1 / 8;
/** By then the pool knows a job, or its request was cut off. */
const KEPT_MILLISECONDS = 10_000;

type Accepted = { job: JobSnapshot; at: number; isTold: boolean };

/** Jobs of one pool that this isolate accepts, or is about to, until a look at the pool shows them. */
export class AcceptedJobs {
  readonly #jobs = new Map<string, Accepted>();
  #changes = 0;
  #sum: { look: PoolPicture; picture: PoolPicture } | null = null;

  add(job: JobSnapshot, now: number): void {
    this.#jobs.set(job.jobId, { job, at: now, isTold: false });
    this.#changes += 1;
  }

  forget(jobIds: Iterable<string>): void {
    for (const jobId of jobIds) if (this.#jobs.delete(jobId)) this.#changes += 1;
  }

  /** The pool heard of a job: looks that are asked for from now on show it. */
  noteTold(jobId: string): void {
    const accepted = this.#jobs.get(jobId);
    if (accepted) accepted.isTold = true;
  }

  /** Jobs that a look asked for now makes superfluous. */
  listOutdated(now: number): string[] {
    const isOutdated = ({ at, isTold }: Accepted) => isTold || at < now - KEPT_MILLISECONDS;
    return [...this.#jobs.values()].filter(isOutdated).map(({ job }) => job.jobId);
  }

  /** What a look shows and the jobs that it does not; the same object while few of them change. */
  addTo(look: PoolPicture): PoolPicture {
    const isNear = this.#changes <= this.#jobs.size * CHANGED_SHARE;
    if (this.#sum?.look === look && isNear) return this.#sum.picture;
    const seen = new Set(look.jobs.map(({ jobId }) => jobId));
    const unseen = [...this.#jobs.values()].filter(({ job }) => !seen.has(job.jobId));
    const standsFor = Math.max(1, Math.ceil(unseen.length / JOBS_ADDED));
    const added = unseen.filter((_, place) => place % standsFor === 0).map(({ job }) => job);
    const picture = withJobs(look, added, standsFor);
    this.#changes = 0;
    this.#sum = { look, picture };
    return picture;
  }
}
