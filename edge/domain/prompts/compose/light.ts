import type { Season, TimeOfDay, Weather } from "#contracts/prompt/scene-description.ts";
import type { Setting } from "./setting.ts";
import type { VenueName } from "../reading/venues.ts";

const list = (text: string): readonly string[] => text.split("; ");

/** Light of a time of day, as the end of a sentence part. */
export const timeLight: Readonly<Record<TimeOfDay, readonly string[]>> = {
  dawn: list("in the first pale light of dawn; as dawn spreads a soft glow along the horizon"),
  morning: list("in soft morning light; in crisp morning light"),
  noon: list("in bright midday light; in strong midday light"),
  "golden-hour": list("in the amber light of golden hour; in the warm low light of golden hour"),
  sunset: list("in the last warm light of sunset; against the glow of sunset"),
  dusk: list("in the blue hush of dusk; in the soft blue light of dusk"),
  night: list("deep in the night; at night under faint silvery light"),
};
/** Further words for a time that the prompt tells already. */
export const timeAtmosphere: Readonly<Record<TimeOfDay, readonly string[]>> = {
  dawn: list("pale light growing by the second; the first colour returning to everything"),
  morning: list(
    "long crisp shadows; low light slanting through the frame; the air fresh and bright",
  ),
  noon: list("short sharp shadows; colours at their fullest"),
  "golden-hour": list("every edge rimmed with warm light; dust hanging gold in the air"),
  sunset: list(
    "warm light raking low across everything; silhouettes edged with fire; long shadows reaching towards the viewer",
  ),
  dusk: list("colours sinking slowly into blue; the last glow fading along the horizon"),
  night: list(
    "deep shadows broken by small pools of light; highlights gleaming out of the darkness; rich blacks holding the edges of the frame",
  ),
};
/** Light under a sky without sun, where the time is left open. */
const diffuseLight = list(
  "in soft grey daylight; in diffused silvery light; in muted and even light",
);
const stormLight = list("in brooding half-light; in heavy grey light");
/** Light that fits within any walls, or where nothing tells what is around. */
const neutralLight = list("in soft directional light; in gentle even light; in soft side light");
const venueLight: Readonly<Partial<Record<VenueName, readonly string[]>>> = {
  home: list("in soft light from a nearby window; under warm lamplight"),
  kitchen: list("under warm kitchen lamps; in soft light from a nearby window"),
  works: list("under rows of overhead lamps; in hard overhead light"),
  laboratory: list("in cool even overhead light; in clean white light"),
  study: list("in soft light from tall windows; under warm reading lamps"),
  hospitality: list("under warm low-hanging lamps; in soft light from the front windows"),
  stage: list("in dramatic stage light; in a strong backlight"),
  gym: list("in hard light from high windows; under bright overhead lamps"),
  passage: list("under a steady row of lamps; in cold artificial light"),
  product: list("in soft studio light; in precisely controlled studio light"),
  arena: list("under bright floodlights; in strong even light"),
};
const diffuseWeathers: readonly Weather[] = ["rain", "storm", "snow", "fog", "overcast"];
const daytimes: readonly TimeOfDay[] = ["morning", "golden-hour", "dawn", "dusk", "sunset"];

export const hasDiffuseSky = ({ weathers }: Setting): boolean =>
  weathers.some((weather) => diffuseWeathers.includes(weather));

/** The ways to light a scene that says nothing of its light. */
export function lightsFor(setting: Setting): readonly string[] {
  switch (setting.realm) {
    case "outdoors":
      if (setting.venue === "arena" && setting.weathers.length === 0)
        return venueLight.arena ?? neutralLight;
      if (setting.weathers.includes("storm")) return stormLight;
      return hasDiffuseSky(setting) ? diffuseLight : daytimes.flatMap((time) => timeLight[time]);
    case "indoors":
    case "unplaced":
      return (setting.venue === null ? undefined : venueLight[setting.venue]) ?? neutralLight;
    case "underwater":
      return list("in filtered blue light; in dappled light from the surface");
    case "space":
      return list("in hard light from one side; lit by a single distant sun");
    case "abstract":
      return list("lit from within; in a soft shifting glow");
  }
}

/** Weather that a scene left open, as the end of a sentence part. */
export const weatherPhrases: Readonly<Record<Weather, readonly string[]>> = {
  clear: list("under a clear sky"),
  cloudy: list("under drifting clouds"),
  overcast: list("under an overcast sky"),
  rain: list("in light rain; in steady rain"),
  storm: list("as a storm gathers"),
  snow: list("in softly falling snow"),
  fog: list("in drifting mist; in thin fog"),
  wind: list("in a fresh breeze"),
};
export const seasonPhrases: Readonly<Record<Season, readonly string[]>> = {
  spring: list("in early spring; on a spring day"),
  summer: list("in high summer; on a summer day"),
  autumn: list("in late autumn; on an autumn day"),
  winter: list("in midwinter; on a winter day"),
};
