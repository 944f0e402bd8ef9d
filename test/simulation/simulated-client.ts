import type { Account } from "../../edge/domain/accounts/account-store.ts";
import { DomainError } from "../../edge/domain/errors.ts";
import { cancelJob } from "../../edge/domain/jobs/cancel-job.ts";
import type { JobPrice, PlannedTask } from "../../edge/domain/jobs/job.ts";
import { planGenerateVideo } from "../../edge/domain/jobs/plans/plan-generate-video.ts";
import { prioritiseJob } from "../../edge/domain/jobs/prioritise-job.ts";
import { readJob, type JobView } from "../../edge/domain/jobs/read-job.ts";
import { submitJob } from "../../edge/domain/jobs/submit-job.ts";
import { isTerminalJobState } from "../../edge/domain/jobs/transitions.ts";
import { tellJobChanged } from "../../edge/domain/outbox/tell-job-changed.ts";
import type { Services } from "../../edge/domain/services.ts";
import { FeedListener } from "./feed-listener.ts";
import type { Handler } from "./handler.ts";
import { type Answer, sendRequest } from "./network.ts";
import { sha256Of } from "./simulated-secrets.ts";
import { RECEIVERS } from "./webhook-receiver.ts";
import type { World } from "./world.ts";

/** An account as its clients know it: the key can be exchanged by the operator. */
export type Customer = { accountId: string; keyId: string; key: string };

const PARAMETERS = {
  prompt: "a red boat",
  width: 640,
  height: 360,
  framesPerSecond: 24,
  durationSeconds: 2,
  container: "mp4",
  model: "procedural",
} as const;

type Wish = {
  callbackUrl: string | null;
  idempotency: { key: string; bodyHash: string } | null;
  price: JobPrice;
  /** One task, four that depend on each other, or one that no node can serve. */
  shape: "single" | "diamond" | "unserveable";
};

/** One job from a client's side: submitted, tried again, watched, perhaps cancelled. */
export class SimulatedClient {
  readonly #world: World;
  readonly #customer: Customer;
  readonly #stranger: Customer;
  #percent = 0;
  #seenState: string | null = null;

  constructor(world: World, customer: Customer, stranger: Customer) {
    this.#world = world;
    this.#customer = customer;
    this.#stranger = stranger;
  }

  /** Lives one job. Ends when the job has ended, or when it was never accepted. */
  async run(): Promise<void> {
    const { random } = this.#world;
    const key = random.chance(0.7) ? `key-${random.integer(0, 0x7fff_ffff)}` : null;
    const wish: Wish = {
      callbackUrl: random.chance(0.4)
        ? `https://${random.pick([...RECEIVERS, "good", "good", "flaky"])}.example/hook`
        : null,
      idempotency: key === null ? null : { key, bodyHash: sha256Of("body") },
      // What a node takes for a task lies on both sides of that.
      price: random.chance(0.3)
        ? { currency: "milliseconds", amount: random.integer(1, 2500), metered: true }
        : { currency: "tokens", amount: 30 },
      shape: random.chance(0.12) ? "diamond" : random.chance(0.04) ? "unserveable" : "single",
    };
    const jobId = await this.#submit(wish);
    if (jobId === null) return;
    const listener = random.chance(0.3) ? new FeedListener(this.#world, `job:${jobId}`) : null;
    const listening = listener?.listen();
    if (random.chance(0.15)) this.#cancelLater(jobId);
    if (random.chance(0.1)) this.#prioritiseLater(jobId);
    if (random.chance(0.1)) this.#meddleLater(jobId);
    await this.#watch(jobId);
    await listening;
  }

  async #submit(wish: Wish): Promise<string | null> {
    const { random, timeline } = this.#world;
    const answers: string[] = [];
    const send = async () => {
      const answer = await this.#request("submit", null, (services, handler, account) =>
        this.#accept(services, handler, account, wish),
      );
      if (answer.outcome === "answered") answers.push(answer.result);
      return answer;
    };
    for (let tries = 1; tries <= 30; tries += 1) {
      // An impatient client asks twice at once.
      const twin = wish.idempotency && random.chance(0.05) ? send() : null;
      const answer = await send();
      await twin;
      if (wish.idempotency && new Set(answers).size > 1) {
        this.#world.report(5, "One idempotency key made two jobs.", answers[0] ?? null);
      }
      if (answer.outcome === "answered") {
        if (wish.idempotency && random.chance(0.05)) await this.#submitOther(wish);
        return answer.result;
      }
      if (
        answer.outcome === "refused" &&
        answer.code !== "queue-full" &&
        answer.code !== "unauthenticated"
      ) {
        return null;
      }
      await timeline.sleep(random.integer(500, 10_000));
    }
    return null;
  }

  async #accept(
    services: Services,
    handler: Handler,
    account: Account,
    wish: Wish,
  ): Promise<string> {
    handler.idempotencyKey = wish.idempotency?.key ?? null;
    if (wish.shape === "single") {
      const { job } = await submitJob(services, {
        account,
        dialect: "native",
        request: { prompt: "a red boat" },
        work: { kind: "generate-video", parameters: PARAMETERS },
        callbackUrl: wish.callbackUrl,
        price: wish.price,
        idempotency: wish.idempotency,
      });
      return job.id;
    }
    const now = services.clock.now();
    const mint = () => services.random.uuid(now);
    const isDiamond = wish.shape === "diamond";
    const job = {
      id: mint(),
      accountId: account.id,
      dialect: "native" as const,
      kind: "generate-video" as const,
      request: { prompt: "a red boat" },
      callbackUrl: wish.callbackUrl,
      callbackProgress: false,
      batch: null,
      priority: 1,
      maximumOpenInDialect: null,
      price: { currency: "milliseconds" as const, amount: 700 },
      estimatedSeconds: 9,
      notice: null,
      deadlineAt: now + (isDiamond ? 24 * 3_600_000 : 120_000),
      createdAt: now,
      tasks: isDiamond ? planDiamond(mint) : planUnserveable(mint),
      idempotency: wish.idempotency,
    };
    if (!isDiamond) this.#world.shadow.unserveable.add(job.id);
    const outcome = await services.jobs.create(job, account.limits.maximumQueuedJobs);
    if (outcome.outcome === "replayed") return outcome.jobId;
    if (outcome.outcome !== "created") throw new DomainError("queue-full", outcome.outcome);
    await tellJobChanged(services, job.id);
    return job.id;
  }

  /** The same key with another body must be refused. */
  async #submitOther(wish: Wish): Promise<void> {
    const { key } = wish.idempotency ?? { key: "" };
    const other = { ...wish, idempotency: { key, bodyHash: sha256Of("another body") } };
    const answer = await this.#request("submit other", null, (services, handler, account) =>
      this.#accept(services, handler, account, { ...other, shape: "single" }),
    );
    if (answer.outcome === "answered") {
      this.#world.report(5, "A used key was accepted with another body.", answer.result);
    }
  }

  async #watch(jobId: string): Promise<void> {
    const { random, timeline } = this.#world;
    for (let polls = 0; !this.#world.isDeserted; polls += 1) {
      await timeline.sleep(random.integer(1_000, 20_000 * Math.min(1 + polls, 5)));
      const answer = await this.#request("poll", jobId, (services, _, account) =>
        readJob(services, account.id, jobId),
      );
      if (answer.outcome === "refused" && answer.code === "not-found") {
        this.#world.report(1, "An accepted job is not found.", jobId);
        return;
      }
      if (answer.outcome !== "answered") continue;
      this.#see(answer.result);
      if (isTerminalJobState(answer.result.state)) return;
    }
  }

  /** What one client sees of a job, poll after poll. */
  #see(view: JobView): void {
    const world = this.#world;
    if (view.percent < this.#percent) {
      const fall = `${this.#percent} to ${view.percent} (${view.state})`;
      world.report(8, `A client saw the percent fall from ${fall}.`, view.id);
    }
    if (this.#seenState !== null && isTerminalJobState(this.#seenState as JobView["state"])) {
      world.report(1, `A client saw ${this.#seenState} and then ${view.state}.`, view.id);
    }
    this.#percent = view.percent;
    this.#seenState = view.state;
    if (view.state !== "completed") return;
    if (view.outputs.length === 0) world.report(9, "A completed job has no outputs.", view.id);
    for (const output of view.outputs) {
      const object = world.bucket.objects.get(output.objectKey);
      if (object?.sha256 !== output.sha256 || object.sizeBytes !== output.sizeBytes) {
        world.report(9, "A client sees an output that is not in storage.", view.id);
      }
    }
  }

  #cancelLater(jobId: string): void {
    const { random, timeline } = this.#world;
    void timeline.sleep(random.integer(0, 40_000)).then(async () => {
      for (let tries = 1; tries <= 5; tries += 1) {
        const answer = await this.#request("cancel", jobId, (services, _, account) =>
          cancelJob(services, account.id, jobId),
        );
        if (answer.outcome === "answered") return;
        await timeline.sleep(random.integer(500, 5000));
      }
    });
  }

  #prioritiseLater(jobId: string): void {
    const { random, timeline } = this.#world;
    const priority = random.integer(-10, 10);
    void timeline
      .sleep(random.integer(0, 20_000))
      .then(() =>
        this.#request("prioritise", jobId, (services, _, account) =>
          prioritiseJob(services, account.id, jobId, priority),
        ),
      );
  }

  /** A stranger who knows the job's id must learn and change nothing. */
  #meddleLater(jobId: string): void {
    const { random, timeline } = this.#world;
    void timeline.sleep(random.integer(0, 15_000)).then(async () => {
      const call = random.chance(0.7) ? cancelJob : readJob;
      const answer = await this.#request(
        "meddle",
        jobId,
        (services, _, account) => call(services, account.id, jobId),
        this.#stranger,
      );
      if (
        answer.outcome === "answered" ||
        (answer.outcome === "refused" &&
          answer.code !== "not-found" &&
          answer.code !== "unauthenticated")
      ) {
        this.#world.report(12, "A stranger's call on a job was answered.", jobId);
      }
    });
  }

  #request<Result>(
    label: string,
    jobId: string | null,
    work: (services: Services, handler: Handler, account: Account) => Promise<Result>,
    customer: Customer = this.#customer,
  ): Promise<Answer<Result>> {
    const { keyId, key } = customer;
    return sendRequest(
      this.#world,
      { kind: "client", label, jobId },
      async (services, handler) => {
        handler.accountId = customer.accountId;
        return work(services, handler, await authenticate(services, key));
      },
      (handler, code) => this.#world.checker.clientAnswered(handler, keyId, code),
    );
  }
}

/** As `edge/http/authenticate.ts` resolves an API key. */
async function authenticate(services: Services, key: string): Promise<Account> {
  const digest = await services.secrets.digest(key);
  const found = await services.accounts.readKeyByDigest(digest, services.clock.now());
  if (!found) throw new DomainError("unauthenticated", "The credential is not valid.");
  return found.account;
}

/** Two tasks that need a first one, and a last one that needs both. */
function planDiamond(mint: () => string): PlannedTask[] {
  const plan = (position: number, dependsOn: readonly string[]): PlannedTask => {
    const [task] = planGenerateVideo({ ...PARAMETERS, seed: position }, undefined, mint);
    if (!task) throw new Error("The plan has no task.");
    return { ...task, position, dependsOn, final: position === 3 };
  };
  const first = plan(0, []);
  const left = plan(1, [first.id]);
  const right = plan(2, [first.id]);
  return [first, left, right, plan(3, [left.id, right.id])];
}

function planUnserveable(mint: () => string): PlannedTask[] {
  return planGenerateVideo({ ...PARAMETERS, seed: 1, model: "nobody-has-it" }, undefined, mint);
}
