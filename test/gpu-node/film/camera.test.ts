import { createCanvas } from "@napi-rs/canvas";
import { expect, test } from "vitest";
import { SceneCamera } from "#contracts/film.ts";
import { chooseCamera } from "../../../gpu-node/models/camera/choose-camera.ts";
import {
  cameraHeadroom,
  moveOverPicture,
} from "../../../gpu-node/models/camera/move-over-picture.ts";

const size = { width: 320, height: 180 };
const frameCount = 60;

/** A white disc on black, and where the camera's frames show its middle. */
function followDisc(camera: SceneCamera): { x: number; y: number }[] {
  const picture = createCanvas(
    Math.round(size.width * cameraHeadroom),
    Math.round(size.height * cameraHeadroom),
  );
  const context = picture.getContext("2d");
  context.fillStyle = "#000";
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = "#fff";
  context.beginPath();
  context.arc(picture.width * 0.55, picture.height * 0.55, 20, 0, Math.PI * 2);
  context.fill();
  const move = moveOverPicture({ picture, camera, ...size, durationSeconds: 5 });
  return Array.from({ length: frameCount }, (_, index) => {
    const pixels = move.drawAt(index / (frameCount - 1)).data();
    let [sum, x, y] = [0, 0, 0];
    for (let place = 0; place < size.width * size.height; place += 1) {
      const value = pixels[place * 4] ?? 0;
      sum += value;
      x += value * (place % size.width);
      y += value * Math.floor(place / size.width);
    }
    return { x: x / sum, y: y / sum };
  });
}

test.each(["zoom-in", "zoom-out", "pan-left", "pan-right", "tilt-up", "tilt-down"] as const)(
  "%s glides by fractions of a pixel and never stops",
  (camera) => {
    const places = followDisc(camera);
    const steps = places.slice(1).map(({ x, y }, index) => ({
      x: x - (places[index]?.x ?? 0),
      y: y - (places[index]?.y ?? 0),
    }));
    const strange = steps.flatMap((step, index) => {
      const before = steps[index - 1] ?? step;
      const length = Math.hypot(step.x, step.y);
      const change = Math.hypot(step.x - before.x, step.y - before.y);
      // A camera that snaps to whole pixels would jump by one. Not a number is strange, too.
      return length > 0.005 && change < 0.1 ? [] : [{ index, length, change, ...places[index] }];
    });
    expect(strange).toEqual([]);
  },
);

test("pictures go the way the camera does not", () => {
  const shiftOf = (camera: SceneCamera, axis: "x" | "y") => {
    const places = followDisc(camera);
    return (places.at(-1)?.[axis] ?? 0) - (places[0]?.[axis] ?? 0);
  };
  expect(shiftOf("pan-right", "x")).toBeLessThan(-20);
  expect(shiftOf("pan-left", "x")).toBeGreaterThan(20);
  expect(shiftOf("tilt-down", "y")).toBeLessThan(-10);
  expect(shiftOf("tilt-up", "y")).toBeGreaterThan(10);
});

test("the frame is always covered by the picture", () => {
  const picture = createCanvas(size.width, size.height);
  const context = picture.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, size.width, size.height);
  for (const camera of SceneCamera.options) {
    const move = moveOverPicture({ picture, camera, ...size, durationSeconds: 60 });
    for (const share of [0, 0.3, 1]) {
      const pixels = move.drawAt(share).data();
      expect(pixels.every((value) => value === 255)).toBe(true);
    }
  }
});

test("the prompt's own camera words are followed, else the scene decides", () => {
  expect(chooseCamera("zoom out from a lake", 1, size)).toBe("zoom-out");
  expect(chooseCamera("aurora over snow", 1, size)).toMatch(/tilt-up|zoom-out/);
  const chosen = Array.from({ length: 12 }, (_, seed) => chooseCamera("a calm lake", seed, size));
  expect(new Set(chosen).size).toBeGreaterThan(2);
});
