import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Api } from "../api/request.ts";
import { openJobs, useJobs } from "../state/use-jobs.ts";
import { CreatePanel } from "./create-panel.tsx";
import type { FormContext } from "./form-context.ts";
import { Header } from "./header.tsx";
import { JobList } from "./job-list.tsx";
import type { ListContext } from "./list-context.ts";
import { TopUpDialog } from "./refusals.tsx";
import { useSubmission } from "./use-submission.ts";

type Side = "create" | "jobs";

/** The studio of a signed-in account. On a phone one side is shown at a time. */
export function Studio({ api, onSignOut }: { api: Api; onSignOut: () => void }) {
  const jobs = useJobs(api);
  const submission = useSubmission();
  const [side, setSide] = useSide();
  const [told, setTold] = useState("");
  const [wanted, setWanted] = useState<FormContext["wanted"]>(null);
  const { listeners, reload, forget } = jobs;
  const { refuse, refusal } = submission;
  const [refuseOnce] = useState(() => refuse);
  const context = useMemo<ListContext>(
    () => ({
      api,
      jobs: { listeners, reload, forget },
      onRefusal: refuseOnce,
      onUseTemplate({ id, name }) {
        setWanted({ id, name });
        setSide("create", true);
      },
    }),
    [api, listeners, reload, forget, refuseOnce, setSide],
  );
  const open = openJobs(jobs.jobs).length;
  useEffect(() => {
    document.title = open === 0 ? "Framefleet Studio" : `(${open}) Framefleet Studio`;
  }, [open]);
  const created = () => {
    setTold("It was accepted and is in your jobs.");
    setSide("jobs", true);
    reload().catch(() => undefined);
  };
  return (
    <>
      <Header account={jobs.account} liveness={jobs.liveness} onSignOut={onSignOut} />
      <div class="sides" role="group" aria-label="Side">
        {(["create", "jobs"] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={side === name}
            onClick={() => setSide(name)}
          >
            {name === "create" ? "Create" : "Jobs"}
            {name === "jobs" && open > 0 ? <span class="count number">{open}</span> : null}
          </button>
        ))}
      </div>
      <main id="content" class="workbench" data-side={side}>
        <h1 class="visually-hidden">Studio</h1>
        <CreatePanel
          api={api}
          jobs={jobs}
          submission={submission}
          wanted={wanted}
          onCreated={created}
        />
        <JobList context={context} jobs={jobs} />
      </main>
      <p class="visually-hidden" aria-live="polite">
        {told}
      </p>
      {refusal?.kind === "balance" ? (
        <TopUpDialog
          refusal={refusal}
          account={jobs.account}
          onRefresh={jobs.refreshAccount}
          onClose={() => refuse(null)}
        />
      ) : null}
    </>
  );
}

/** The side that a phone shows; each is found again where it was left, or else at its top. */
function useSide(): [side: Side, show: (side: Side, fromTop?: boolean) => void] {
  const [side, setSide] = useState<Side>("create");
  const shown = useRef<Side>(side);
  const places = useRef<Record<Side, number>>({ create: 0, jobs: 0 });
  const show = useCallback((next: Side, fromTop = false) => {
    if (next !== shown.current) places.current[shown.current] = scrollY;
    if (fromTop) places.current[next] = 0;
    shown.current = next;
    setSide(next);
  }, []);
  useLayoutEffect(() => {
    if (matchMedia("(max-width: 60rem)").matches) scrollTo(0, places.current[side]);
  }, [side]);
  return [side, show];
}
