import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { FeedMessage } from "../../domain/feeds/feed-subscriber.ts";
import { JobsFollower, type FollowJobs, type JobsAt } from "../../domain/jobs/follow-jobs.ts";
import type { BatchJob } from "../../domain/jobs/job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { describeFailure } from "../../http/describe-failure.ts";
import {
  judgeBacklog,
  POLICY_VIOLATION,
  SERVICE_RESTART,
  SocketLimits,
} from "../../domain/feeds/socket-limits.ts";
import { watchCredential } from "../../http/watch-credential.ts";
import type { PathSigner } from "./convert.ts";
import { pathSignerOf } from "./sign-path.ts";

const NORMAL = 1000;

export type StatusSubject = FollowJobs & {
  /** Name of the feed whose messages change the status. */
  feed: string;
  /** The body that the status call has. */
  present(jobs: readonly BatchJob[], sign: PathSigner): Promise<object>;
};

/**
 * Opens the socket of a video or a batch (document 001): the status now, then again after every
 * change. This Worker folds what the feed logs, so nothing is read for a message, and a deploy that
 * cuts the socket loses nothing: `after` replays it.
 *
 * @param check throws when the listener may listen no longer.
 */
export async function openStatusSocket(
  context: Context<AppEnv>,
  account: Account,
  subject: StatusSubject,
  check: () => Promise<Account>,
): Promise<Response> {
  const follower = new JobsFollower(subject);
  const feed = await context.get("openFeedSocket")({
    feed: subject.feed,
    presenter: "log",
    accountId: account.id,
    origin: context.get("origin"),
    options: {},
    cursor: follower.cursor,
  });
  const { 0: client, 1: socket } = new WebSocketPair();
  new StatusSocket({ context, account, subject, check, follower, feed, socket }).open();
  return new Response(null, { status: 101, webSocket: client });
}

type Parts = {
  context: Context<AppEnv>;
  account: Account;
  subject: StatusSubject;
  check: () => Promise<Account>;
  follower: JobsFollower;
  feed: WebSocket;
  socket: WebSocket;
};

class StatusSocket {
  readonly #parts: Parts;
  readonly #limits: SocketLimits;
  readonly #links = new Map<string, Promise<string>>();
  #account: Account;
  #stopWatch: () => void = () => undefined;
  /** Messages go out one after another, however long each takes to be made. */
  #last: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#account = parts.account;
    this.#limits = new SocketLimits(parts.context.get("services").clock);
  }

  open(): void {
    const { context, check, feed, follower, socket } = this.#parts;
    socket.addEventListener("message", ({ data }) => this.#hear(data));
    socket.addEventListener("close", () => this.#end());
    socket.addEventListener("error", () => this.#end());
    feed.addEventListener("message", ({ data }) => {
      this.#tell(follower.receive(JSON.parse(String(data)) as FeedMessage));
    });
    feed.addEventListener("close", ({ code, reason }) => {
      this.#last = this.#last.then(() => this.#close(code, reason));
    });
    this.#stopWatch = watchCredential({
      seconds: context.get("socketCheckSeconds"),
      check: async () => {
        this.#account = await check();
      },
      isRefusal: (error) => error instanceof DomainError,
      end: (error) => this.#fail(error),
    });
    socket.accept();
    this.#tell(follower.first());
    feed.accept();
  }

  /** Listeners have nothing to say; a heartbeat of any form is fine, a flood is not. */
  #hear(data: string | ArrayBuffer): void {
    const fault = this.#limits.judge(data);
    if (fault) this.#close(fault.code, fault.reason);
  }

  #tell(told: JobsAt | null): void {
    if (told) this.#last = this.#last.then(() => this.#send(told));
  }

  async #send({ seq, jobs, ended }: JobsAt): Promise<void> {
    try {
      const body = await this.#parts.subject.present(jobs, (path) => this.#sign(path));
      if (this.#ended) return;
      const fault = judgeBacklog(this.#parts.socket);
      if (fault) return this.#close(fault.code, fault.reason);
      this.#parts.socket.send(JSON.stringify({ ...body, seq }));
      if (ended) this.#close(NORMAL, "It has ended.");
    } catch (error) {
      this.#fail(error);
    }
  }

  /** One link for each video, however many messages show it. */
  #sign(path: string): Promise<string> {
    const known = this.#links.get(path) ?? pathSignerOf(this.#parts.context, this.#account)(path);
    this.#links.set(path, known);
    return known;
  }

  /** What the client can mend closes with 1008; after anything else it may come back. */
  #fail(error: unknown): void {
    if (error instanceof DomainError) return this.#close(POLICY_VIOLATION, error.message);
    console.error({ message: "status socket failed", error: describeFailure(error) });
    return this.#close(SERVICE_RESTART, "Please reconnect.");
  }

  #close(code: number, reason: string): void {
    if (this.#ended) return;
    this.#end();
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    this.#parts.socket.close(code === 1005 || code === 1006 ? SERVICE_RESTART : code, reason);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWatch();
    this.#parts.feed.close(NORMAL, "The listener is gone.");
  }
}
