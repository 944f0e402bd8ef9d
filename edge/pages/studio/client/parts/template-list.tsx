import { useRef, useState } from "preact/hooks";
import { Dialog } from "../../../shared/client/dialog.tsx";
import { Icon } from "../../../shared/client/icon.tsx";
import type { Api } from "../api/request.ts";
import type { Template } from "../api/templates.ts";
import { Poster } from "./poster.tsx";
import { useVisible } from "./use-visible.ts";

/** The templates that can be rendered; null while they are read. */
export function TemplateList(properties: {
  api: Api;
  templates: readonly Template[] | null;
  onOpen: (template: Template) => void;
  onDelete: (id: string) => Promise<void>;
}) {
  const { api, templates, onOpen, onDelete } = properties;
  const [asked, setAsked] = useState<Template | null>(null);
  if (templates === null) {
    return (
      <div class="template-list" aria-busy="true" aria-label="Reading your templates">
        <div class="template-ghost skeleton" />
        <div class="template-ghost skeleton" />
      </div>
    );
  }
  if (templates.length === 0) {
    return (
      <p class="soft small">
        No templates yet. A template is an After Effects composition as Bodymovin exports it.
      </p>
    );
  }
  return (
    <>
      <ul class="template-list" aria-label="Templates">
        {templates.map((template) => (
          <TemplateItem
            key={template.id}
            api={api}
            template={template}
            onOpen={() => onOpen(template)}
            onDelete={() => setAsked(template)}
          />
        ))}
      </ul>
      {asked === null ? null : (
        <Dialog title="Delete this template?" onClose={() => setAsked(null)}>
          <p>
            <b class="wrap">{asked.name}</b> and its files are gone at once. Videos that were made
            from it stay.
          </p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsked(null)}>
              Keep
            </button>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                setAsked(null);
                void onDelete(asked.id);
              }}
            >
              <Icon name="trash" /> Delete
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function TemplateItem(properties: {
  api: Api;
  template: Template;
  onOpen: () => void;
  onDelete: () => void;
}) {
  const { api, template, onOpen, onDelete } = properties;
  const item = useRef<HTMLLIElement>(null);
  const isVisible = useVisible(item);
  const { id, name, createdAt } = template;
  return (
    <li ref={item}>
      <button type="button" class="template" onClick={onOpen}>
        <span class="template-still">
          <Poster api={api} templateId={id} alt="" isVisible={isVisible} />
        </span>
        <span class="template-words">
          <b title={name}>{name}</b>
          <span class="soft small">
            {new Date(createdAt).toLocaleDateString(undefined, { dateStyle: "medium" })}
          </span>
        </span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Delete template: ${name}`}
        title="Delete"
        onClick={onDelete}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}
