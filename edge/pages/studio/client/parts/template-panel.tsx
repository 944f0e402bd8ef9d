import type { TemplateInspection } from "#contracts/template.ts";
import { useCallback, useEffect, useState } from "preact/hooks";
import { messageOf } from "../api/request.ts";
import {
  deleteTemplate,
  listTemplates,
  readInspection,
  readTemplateStatus,
  takeTemplate,
  type Template,
} from "../api/templates.ts";
import { FileUpload, type FileWish } from "./file-upload.tsx";
import type { FormContext } from "./form-context.ts";
import { TemplateForm } from "./template-form.tsx";
import { TemplateList } from "./template-list.tsx";
import { useCheck } from "./use-check.ts";

const ARCHIVE: FileWish = {
  words: "Upload a template",
  hint: "ZIP with data.json and images, up to 2 GB",
  ending: /\.zip$/i,
  accept: ".zip,application/zip",
  what: "a ZIP file",
};

type Opened = { template: Pick<Template, "id" | "name">; inspection: TemplateInspection | null };

/** Templates of the account: upload, choose one, change its layers, render. */
export function TemplatePanel(context: FormContext) {
  const { api, jobs, wanted } = context;
  const [templates, setTemplates] = useState<readonly Template[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);

  const read = useCallback(async () => {
    try {
      const found = await listTemplates(api);
      setTemplates(found);
      return found;
    } catch (error) {
      setFailure(messageOf(error));
      return [];
    }
  }, [api]);
  const open = useCallback(
    async ({ id, name }: Opened["template"]) => {
      setFailure(null);
      try {
        setOpened({ template: { id, name }, inspection: await readInspection(api, id) });
      } catch (error) {
        setFailure(messageOf(error));
      }
    },
    [api],
  );
  const { isChecking, begin } = useCheck((id) => readTemplateStatus(api, id), {
    failed: setFailure,
    ready: (id) =>
      void read().then((found) => {
        const template = found.find((one) => one.id === id);
        return template && open(template);
      }),
  });
  const checked = jobs.jobs
    .filter(({ kind, state }) => kind === "inspect-template" && state === "completed")
    .map(({ id }) => id)
    .join();
  useEffect(() => void read(), [read, checked]);
  useEffect(() => {
    if (wanted !== null) void open(wanted);
  }, [open, wanted]);

  if (opened !== null) {
    return (
      <TemplateForm
        {...context}
        key={opened.template.id}
        template={opened.template}
        inspection={opened.inspection}
        onBack={() => setOpened(null)}
      />
    );
  }
  return (
    <div class="form">
      <FileUpload
        api={api}
        wish={ARCHIVE}
        take={async (uploadId) => {
          setFailure(null);
          begin(await takeTemplate(api, uploadId));
        }}
      />
      {isChecking ? (
        <p class="notice" role="status">
          The template is being checked …
        </p>
      ) : null}
      {failure === null ? null : (
        <p class="notice" data-kind="bad" role="alert">
          {failure}
        </p>
      )}
      <TemplateList
        api={api}
        templates={templates}
        onOpen={(template) => void open(template)}
        onDelete={async (id) => {
          setFailure(null);
          await deleteTemplate(api, id).catch((error: unknown) => setFailure(messageOf(error)));
          await Promise.all([read(), jobs.reload().catch(() => undefined)]);
        }}
      />
    </div>
  );
}
