import { expect, test } from "vitest";
import { animals } from "../../../edge/domain/prompts/compose/animals.ts";
import {
  lightsFor,
  seasonPhrases,
  timeAtmosphere,
  timeLight,
  weatherPhrases,
} from "../../../edge/domain/prompts/compose/light.ts";
import { camerasFor } from "../../../edge/domain/prompts/compose/cameras.ts";
import { createFit } from "../../../edge/domain/prompts/compose/fits.ts";
import { peopleAndThings } from "../../../edge/domain/prompts/compose/people-and-things.ts";
import {
  realmDetails,
  terrainDetails,
  venueDetails,
  weatherDetails,
} from "../../../edge/domain/prompts/compose/scene-details.ts";
import { readSetting } from "../../../edge/domain/prompts/compose/setting.ts";
import { readParameters } from "../../../edge/domain/prompts/prompt-parameters.ts";
import { namesCamera } from "../../../edge/domain/prompts/text/layout.ts";

const tables = [
  terrainDetails,
  venueDetails,
  weatherDetails,
  realmDetails,
  timeLight,
  timeAtmosphere,
  weatherPhrases,
  seasonPhrases,
];
const clauses = [
  ...tables.flatMap((table) => Object.values<readonly string[]>(table).flat()),
  ...[...animals, ...peopleAndThings].flatMap(({ details }) => details.split("; ")),
  ...["A barn", "A kitchen", "A lab", "A stage", "Fog", "A nebula", "A reef", "Fractals"].flatMap(
    (prompt) => lightsFor(readSetting(prompt)),
  ),
];

test.for(clauses)("%s: is no camera, and no list", (clause) => {
  expect(namesCamera(clause)).toBe(false);
  // A comma would make two parts of it, and a tag of the second.
  expect(clause).not.toContain(",");
});

const filmed = ["A cook slicing onions", "Runners on a road", "A lake", "A reef", "A vase", "Rain"];
test.for([
  ...new Set(filmed.flatMap((prompt) => camerasFor(createFit(readSetting(prompt), prompt)))),
])("%s: is read as the camera", (camera) => {
  expect(readParameters(`A chair in a hall, ${camera}`).camera).toBe(camera);
});

test.for(Object.entries(timeLight))("the light of %s tells that time", ([time, lights]) => {
  for (const light of lights) expect(readSetting(`A barn, ${light}`).time, light).toBe(time);
});
