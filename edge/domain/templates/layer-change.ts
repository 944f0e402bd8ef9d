import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { MAXIMUM_DATA_URI_CHARACTERS } from "#contracts/limits.ts";
import { CustomizationType } from "#contracts/template.ts";

const types = CustomizationType.options.join(", ");

/**
 * One entry of a `customizationMap` (Velocity Simple API): which layer changes, and to what. Texts,
 * colours and visibility are a `value`; a picture or film is the account's asset or an address.
 */
export const LayerChange = z
  .object({
    layer: z
      .string("layer must be the name or path of a layer")
      .min(1, "layer must not be empty")
      .max(500, "layer may have at most 500 characters"),
    type: z.enum(CustomizationType.options, `type must be one of ${types}`),
    value: z
      .union(
        [z.string().max(5000), z.boolean()],
        "value must be true, false or a text of at most 5000 characters",
      )
      .nullish(),
    assetId: Uuid.nullish(),
    url: z
      .string("url must be a text")
      .max(MAXIMUM_DATA_URI_CHARACTERS, "url may have at most 1 MB")
      .nullish(),
  })
  .superRefine((change, context) => {
    const fault = faultOf(change);
    if (fault !== null) context.addIssue({ code: "custom", message: fault });
  });
export type LayerChange = z.infer<typeof LayerChange>;

type Values = {
  type: CustomizationType;
  value?: string | boolean | null | undefined;
  assetId?: string | null | undefined;
  url?: string | null | undefined;
};

function faultOf({ type, value, assetId, url }: Values): string | null {
  const places = [assetId, url].filter((given) => given != null).length;
  if (type === "image" || type === "video") {
    if (value != null) return `A customization of type ${type} has no value`;
    return places === 1 ? null : `A customization of type ${type} needs either assetId or url`;
  }
  if (places > 0) return `A customization of type ${type} takes a value, no assetId or url`;
  if (type === "visible") {
    return typeof value === "boolean" ? null : "value of type visible must be true or false";
  }
  if (typeof value !== "string") return `value of type ${type} must be a text`;
  const isColour = /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i.test(value);
  return type === "color" && !isColour ? "value of type color must be #rrggbb or #rrggbbaa" : null;
}
