import { applyTheme, readTheme } from "./theme-choice.ts";

// Runs before the first paint, so that a chosen theme never flashes the other one.
applyTheme(readTheme());
