import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { LayerChange } from "../../domain/templates/layer-change.ts";

/** Requests of document 003, but for that of a render. */

export const MAXIMUM_NAME_CHARACTERS = 255;
const MAXIMUM_CUSTOMIZATIONS = 500;

/** An id in a body. */
export const idNamed = (name: string) =>
  z.string(`${name} must be a UUID`).regex(UUID, `${name} must be a UUID`);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const Name = z
  .string("name is required and must be a text")
  .trim()
  .min(1, "name must not be empty")
  .max(MAXIMUM_NAME_CHARACTERS, `name may have at most ${MAXIMUM_NAME_CHARACTERS} characters`);

export const CustomizationMap = z
  .array(LayerChange, "customizationMap must be a list")
  .max(
    MAXIMUM_CUSTOMIZATIONS,
    `customizationMap may have at most ${MAXIMUM_CUSTOMIZATIONS} entries`,
  )
  .nullish()
  .transform((changes) => changes ?? []);

/** Body of `POST /campaign` and `POST /audio-asset-group`. */
export const NamedRequest = z.object({ name: Name });

/** Body of `POST /campaign/{id}/template-instances`. */
export const TemplateInstanceRequest = z.object({
  templateId: idNamed("templateId"),
  name: Name,
  customizationMap: CustomizationMap,
});

/** What an upload says beside its file, as a form's fields or, with `uploadId`, as JSON. */
export const UploadFields = z.object({
  name: Name.nullish(),
  audioGroupId: idNamed("audioGroupId").nullish(),
  audioAssetGroupId: idNamed("audioAssetGroupId").nullish(),
});
export type UploadFields = z.infer<typeof UploadFields>;

export const UploadReference = z.object({
  ...UploadFields.shape,
  uploadId: idNamed("uploadId").meta({ description: "Of a finished upload, or an asset's id." }),
});

/** The same as a form with its file, for the API reference. */
export const UploadForm = z.object({
  file: z.string().meta({ format: "binary" }),
  name: Name.optional(),
});

export const AudioUploadForm = z.object({
  ...UploadForm.shape,
  audioGroupId: Uuid.optional(),
});

const count = (name: string, minimum: number, value: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `${name} must be a whole number`)
    .transform(Number)
    .pipe(z.int().min(minimum, `${name} must be at least ${minimum}`))
    .default(value);

/** Skip and take of a list; more than `maximum` is as good as the maximum. */
export const pageQuery = (value: number, maximum: number) =>
  z.object({
    skip: count("skip", 0, 0),
    take: count("take", 1, value)
      .transform((take) => Math.min(take, maximum))
      .meta({ description: `At most ${maximum}.` }),
  });

/** The same with the filter of a history. */
export const historyQuery = <const Word extends string>(
  words: readonly Word[],
  value: number,
  maximum: number,
) =>
  pageQuery(value, maximum).extend({
    status: z.enum(words, `status must be one of ${words.join(", ")}`).optional(),
  });

const MAXIMUM_SEARCH_CHARACTERS = 200;

/** Query of `GET /audio/list`. */
export const AudioListQuery = pageQuery(100, 500).extend({
  search: z
    .string()
    .max(
      MAXIMUM_SEARCH_CHARACTERS,
      `search may have at most ${MAXIMUM_SEARCH_CHARACTERS} characters`,
    )
    .transform((search) => search.trim() || undefined)
    .optional(),
});
