import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { EventMessage } from "../../../../dialects/native/event-views.ts";
import { listJobs, readAccount, type AccountView, type JobView } from "../api/jobs.ts";
import { messageOf, type Api } from "../api/request.ts";
import { followAccount, type Liveness } from "../live/follow-account.ts";
import { isEnded, NO_JOBS, reduceJobs, type JobsState } from "./jobs-state.ts";

export type StateFilter = JobView["state"] | "all";

/** Hears every event of the account; an open log of a job listens. */
export type EventListeners = Set<(event: EventMessage) => void>;

export type Jobs = JobsState & {
  account: AccountView | null;
  liveness: Liveness;
  filter: StateFilter;
  error: string | null;
  listeners: EventListeners;
  setFilter: (filter: StateFilter) => void;
  loadMore: () => Promise<void>;
  reload: () => Promise<void>;
  refreshAccount: () => Promise<void>;
  forget: (id: string) => void;
};

const GATHER_MILLISECONDS = 250;

/** The account and its jobs, kept up to date while it is shown. */
export function useJobs(api: Api): Jobs {
  const [state, dispatch] = useReducer(reduceJobs, NO_JOBS);
  const [account, setAccount] = useState<AccountView | null>(null);
  const [liveness, setLiveness] = useState<Liveness>("connecting");
  const [filter, setFilterState] = useState<StateFilter>("all");
  const [error, setError] = useState<string | null>(null);
  const listeners = useMemo<EventListeners>(() => new Set(), []);
  const wanted = useRef(filter);
  const cursor = useRef<string | null>(null);
  cursor.current = state.nextCursor;

  const refreshAccount = useCallback(async () => setAccount(await readAccount(api)), [api]);
  const readFirstPage = useCallback(async () => {
    const asked = wanted.current;
    const page = await listJobs(api, { state: asked === "all" ? undefined : asked });
    if (asked === wanted.current) dispatch({ type: "first-page", page });
  }, [api]);
  const reload = useCallback(async () => {
    try {
      await Promise.all([readFirstPage(), refreshAccount()]);
      setError(null);
    } catch (thrown) {
      setError(messageOf(thrown));
      throw thrown;
    }
  }, [readFirstPage, refreshAccount]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reloadSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void reload().catch(() => undefined), GATHER_MILLISECONDS);
    };
    reload().catch(() => undefined);
    const stop = followAccount(api, {
      reload,
      liveness: setLiveness,
      message(message) {
        if (message.type === "reset") return;
        dispatch({ type: "told", message });
        if (message.type === "progress") return;
        for (const listener of listeners) listener(message);
        if (changesTheList(message)) reloadSoon();
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [api, listeners, reload]);

  const setFilter = useCallback(
    (next: StateFilter) => {
      wanted.current = next;
      setFilterState(next);
      dispatch({ type: "cleared" });
      reload().catch(() => undefined);
    },
    [reload],
  );
  const loadMore = useCallback(async () => {
    const asked = wanted.current;
    const query = { state: asked === "all" ? undefined : asked, cursor: cursor.current };
    const page = await listJobs(api, query);
    if (asked === wanted.current) dispatch({ type: "next-page", page });
  }, [api]);
  const forget = useCallback((id: string) => dispatch({ type: "removed", id }), []);

  const jobs = useMemo(
    () => (filter === "all" ? state.jobs : state.jobs.filter((job) => job.state === filter)),
    [state.jobs, filter],
  );
  return {
    ...state,
    jobs,
    account,
    liveness,
    filter,
    error,
    listeners,
    setFilter,
    loadMore,
    reload,
    refreshAccount,
    forget,
  };
}

/** A job that is new, or one whose end gives tokens back. */
function changesTheList({ type }: EventMessage): boolean {
  return (
    type === "job-queued" ||
    type === "job-completed" ||
    type === "job-failed" ||
    type === "job-cancelled"
  );
}

/** Jobs that have not ended. */
export function openJobs(jobs: readonly JobView[]): JobView[] {
  return jobs.filter((job) => !isEnded(job.state));
}
