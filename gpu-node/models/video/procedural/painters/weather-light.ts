import { css } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import type { PainterFactory } from "../painter.ts";

/** Lays the light of the asked weather and hour over a picture, as through a tinted glass. */
export const createWeatherLightPainter: PainterFactory = (scene, size) => {
  const glass = chooseGlass(scene);
  if (glass === undefined) return () => {};
  const [colour, strength] = glass;
  return (context, { seconds }) => {
    context.globalCompositeOperation = "multiply";
    // Clouds pass: the light is never quite still.
    context.fillStyle = css(colour, strength * (0.92 + 0.08 * Math.sin(seconds * 0.7)));
    context.fillRect(0, 0, size.width, size.height);
  };
};

function chooseGlass({ description, rain, snow }: ComposedScene): [Colour, number] | undefined {
  const { timeOfDay, weathers } = description;
  if (weathers.includes("storm")) return [[92, 104, 128], 0.72];
  if (timeOfDay === "night") return [[70, 88, 140], 0.62];
  if (rain > 0 || weathers.includes("overcast")) return [[136, 148, 166], 0.6];
  if (timeOfDay === "dusk") return [[150, 130, 170], 0.5];
  if (timeOfDay === "sunset" || timeOfDay === "golden-hour") return [[255, 206, 150], 0.4];
  if (snow > 0) return [[206, 220, 240], 0.5];
  return undefined;
}
