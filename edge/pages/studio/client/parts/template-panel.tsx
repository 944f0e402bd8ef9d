import type { TemplateInspection } from "#contracts/template.ts";
import { useCallback, useEffect, useState } from "preact/hooks";
import {
  listTemplates,
  readInspection,
  readTemplateStatus,
  type Template,
} from "../api/templates.ts";
import { messageOf } from "../api/request.ts";
import type { FormContext } from "./form-context.ts";
import { TemplateForm } from "./template-form.tsx";
import { TemplateUpload } from "./template-upload.tsx";

const POLL_MILLISECONDS = 2000;

type Opened = {
  template: Pick<Template, "id" | "name">;
  found: { inspection: TemplateInspection; poster: Blob | null } | null;
};

/** Templates of the account: upload, choose one, change its layers, render. */
export function TemplatePanel(context: FormContext) {
  const { api } = context;
  const [templates, setTemplates] = useState<readonly Template[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [checking, setChecking] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);

  const read = useCallback(
    () => listTemplates(api).then(setTemplates, (error: unknown) => setFailure(messageOf(error))),
    [api],
  );
  useEffect(() => void read(), [read]);
  const open = useCallback(
    async (template: Opened["template"]) => {
      setFailure(null);
      try {
        setOpened({ template, found: await readInspection(api, template.id) });
      } catch (error) {
        setFailure(messageOf(error));
      }
    },
    [api],
  );
  useEffect(() => {
    if (checking === null) return;
    const timer = setInterval(() => {
      readTemplateStatus(api, checking).then(
        ({ status, templateName, reason }) => {
          if (status !== "completed" && status !== "failed") return;
          setChecking(null);
          if (status === "failed") setFailure(reason ?? "The template cannot be used.");
          else void read().then(() => open({ id: checking, name: templateName }));
        },
        (error: unknown) => setFailure(messageOf(error)),
      );
    }, POLL_MILLISECONDS);
    return () => clearInterval(timer);
  }, [api, checking, open, read]);

  if (opened !== null) {
    return (
      <TemplateForm
        {...context}
        key={opened.template.id}
        template={opened.template}
        found={opened.found}
        onBack={() => setOpened(null)}
      />
    );
  }
  return (
    <div class="form">
      <TemplateUpload
        api={api}
        onUploaded={(id) => {
          setFailure(null);
          setChecking(id);
        }}
      />
      {checking === null ? null : (
        <p class="notice" role="status">
          The template is being checked …
        </p>
      )}
      {failure === null ? null : (
        <p class="notice" data-kind="warm" role="alert">
          {failure}
        </p>
      )}
      {templates?.length === 0 ? (
        <p class="soft small">
          No templates yet. A template is an After Effects composition as Bodymovin exports it.
        </p>
      ) : (
        <ul class="template-list" aria-label="Templates" aria-busy={templates === null}>
          {(templates ?? []).map((template) => (
            <li key={template.id}>
              <button type="button" onClick={() => void open(template)}>
                <b>{template.name}</b>
                <span class="soft small">{new Date(template.createdAt).toLocaleDateString()}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
