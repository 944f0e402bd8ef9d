import type { FieldRule } from "../../field-rule.ts";

export const name: FieldRule = { type: "string", minimumLength: 1, maximumLength: 100 };
/** Where an account or a node belongs. */
export const pool: FieldRule = {
  type: "string",
  refuses: ["", "pool", "pool:a:b", "pool:A:b:0", "pool:a:b:0\n", "pool:../..:b:0"],
  accepts: ["pool:eu:gpu:0"],
};
export const note: FieldRule = {
  type: "string",
  maximumLength: 500,
  nullable: true,
  accepts: [null, ""],
};
