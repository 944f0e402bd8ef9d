import { afterAll, beforeAll, describe } from "vitest";
import { chromiumPath } from "./browser.ts";
import { testFilms } from "./studio/films.ts";
import { StudioBench } from "./studio/studio-bench.ts";
import { testTemplates } from "./studio/templates.ts";
import { testToldJobs } from "./studio/told-jobs.ts";
import { testVideos } from "./studio/videos.ts";

describe.skipIf(chromiumPath === null)("the studio in Chromium", () => {
  let opened: StudioBench;
  const bench = () => opened;
  beforeAll(async () => {
    opened = await StudioBench.open();
  });
  afterAll(() => opened?.close());

  describe("videos", () => testVideos(bench));
  describe("templates", () => testTemplates(bench));
  describe("films", () => testFilms(bench));
  // The last: it keeps the real node from work.
  describe("with a node that does what it is told", () => testToldJobs(bench));
});
