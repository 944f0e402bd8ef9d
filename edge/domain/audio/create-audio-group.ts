import type { Services } from "../services.ts";
import type { AudioGroup } from "./audio-store.ts";

const DEFAULT_GROUP_NAME = "Default";

/** Makes a group for sounds. */
export async function createAudioGroup(
  services: Services,
  accountId: string,
  name: string,
): Promise<AudioGroup> {
  const group = newGroup(services, accountId, name);
  await services.audio.createGroup(group);
  return group;
}

/** The group of the account's sounds that name none; it is made when the first one comes. */
export function readDefaultGroup(services: Services, accountId: string): Promise<AudioGroup> {
  return services.audio.readDefaultGroup(newGroup(services, accountId, DEFAULT_GROUP_NAME));
}

function newGroup({ clock, random }: Services, accountId: string, name: string): AudioGroup {
  const createdAt = clock.now();
  return { id: random.uuid(createdAt), accountId, name, createdAt };
}
