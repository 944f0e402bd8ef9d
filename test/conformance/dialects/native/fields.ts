import type { FieldRule } from "../../field-rule.ts";

export const name: FieldRule = { type: "string", minimumLength: 1, maximumLength: 100 };
export const note: FieldRule = {
  type: "string",
  maximumLength: 500,
  nullable: true,
  accepts: [null, ""],
};
