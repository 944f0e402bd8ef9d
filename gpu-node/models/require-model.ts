import { TaskError } from "../tasks/task-error.ts";

/**
 * The model of a catalogue key among those of one kind. Throws `unsupported-task` for a key that
 * this node does not have.
 */
export function requireModel<Model extends { readonly id: string }>(
  models: readonly Model[],
  key: string,
): Model {
  const model = models.find(({ id }) => id === key);
  if (model === undefined)
    throw new TaskError("unsupported-task", `This node does not have the model ${key}.`);
  return model;
}
