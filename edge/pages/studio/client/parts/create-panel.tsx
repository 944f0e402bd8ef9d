import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "../../../shared/client/icon.tsx";
import type { Api } from "../api/request.ts";
import type { Jobs } from "../state/use-jobs.ts";
import { BatchForm } from "./batch-form.tsx";
import type { FormContext } from "./form-context.ts";
import { NarrativeForm } from "./narrative-form.tsx";
import { TemplatePanel } from "./template-panel.tsx";
import type { Submission } from "./use-submission.ts";
import { VideoForm } from "./video-form.tsx";

const TABS = [
  { name: "video", words: "Video", icon: "film", Form: VideoForm },
  { name: "batch", words: "Batch", icon: "stack", Form: BatchForm },
  { name: "film", words: "Film", icon: "text", Form: NarrativeForm },
  { name: "template", words: "Template", icon: "layers", Form: TemplatePanel },
] as const satisfies readonly { name: string; words: string; icon: IconName; Form: unknown }[];

/** What can be made, one kind at a time; what was typed into one stays while another is looked at. */
export function CreatePanel(properties: {
  api: Api;
  jobs: Jobs;
  submission: Submission;
  wanted: FormContext["wanted"];
  onCreated: () => void;
}) {
  const { submission, wanted } = properties;
  const [current, setCurrent] = useState<(typeof TABS)[number]["name"]>("video");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(["video"]));
  const open = (name: (typeof TABS)[number]["name"]) => {
    setCurrent(name);
    setOpened(new Set([...opened, name]));
    submission.refuse(null);
  };
  // A refusal is the form's that was sent: the others neither mark fields nor speak of it.
  const quiet = { ...submission, refusal: null, errorOf: () => undefined };
  useEffect(() => {
    if (wanted !== null) open("template");
  }, [wanted]);
  return (
    <section class="panel create" aria-label="Make something new">
      <div
        class="tabs"
        role="tablist"
        aria-label="Kind"
        onKeyDown={(event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (step === undefined) return;
          const place = TABS.findIndex(({ name }) => name === current);
          const next = TABS[(place + step + TABS.length) % TABS.length];
          if (!next) return;
          open(next.name);
          document.getElementById(`tab-${next.name}`)?.focus();
        }}
      >
        {TABS.map(({ name, words, icon }) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === current}
            aria-controls={`panel-${name}`}
            tabIndex={name === current ? 0 : -1}
            onClick={() => open(name)}
          >
            <Icon name={icon} />
            {words}
          </button>
        ))}
      </div>
      {TABS.map(({ name, Form }) => (
        <div
          key={name}
          id={`panel-${name}`}
          role="tabpanel"
          aria-labelledby={`tab-${name}`}
          hidden={name !== current}
        >
          {opened.has(name) ? (
            <Form {...properties} submission={name === current ? submission : quiet} />
          ) : null}
        </div>
      ))}
    </section>
  );
}
