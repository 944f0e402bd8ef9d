import { TemplateInspection } from "#contracts/template.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { readInspection } from "./read-inspection.ts";
import type { Template } from "./template-store.ts";

/** A template that can be rendered, and what is in it. */
export type UsableTemplate = { template: Template; inspection: TemplateInspection };

/**
 * Reads a template that a request names.
 *
 * @param wanted.field the field at fault, as the request calls it.
 * @param wanted.missing what is said where the account has no such template.
 * @throws DomainError `invalid-request` for one that is not the account's or not ready.
 */
export async function readUsableTemplate(
  services: Services,
  accountId: string,
  { templateId, field, missing }: { templateId: string; field: string; missing?: string },
): Promise<UsableTemplate> {
  const refused = (message: string) => new DomainError("invalid-request", message, { field });
  const template = await services.templates.readOwned(templateId, accountId);
  if (!template) throw refused(missing ?? `${field} names no template of the account`);
  const inspection =
    template.state === "completed"
      ? await readInspection(services, template.id, TemplateInspection)
      : null;
  if (inspection) return { template, inspection };
  const isWaiting = template.state === "queued" || template.state === "running";
  throw refused(`The template ${isWaiting ? "is still being" : "could not be"} processed`);
}
