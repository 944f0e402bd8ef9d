import { randomUUID } from "node:crypto";

/** A number from 0 up to, but not including, 1. */
export function randomFraction(): number {
  return Math.random();
}

/** Spreads a time evenly over ± `share` of it, so that a fleet does not act in step. */
export function withJitter(milliseconds: number, share: number): number {
  return milliseconds * (1 + share * (2 * randomFraction() - 1));
}

/** A fresh lower-case UUID. */
export function newUuid(): string {
  return randomUUID();
}
