import type { SpokenWord } from "../speech/speech-model.ts";

/** What a breath at a comma and a stop at a full stop last, in letters. */
const pauseLetters = { breath: 3, stop: 7 };

/** Estimates when each word is heard: as long as its letters, with pauses where its signs ask for them. */
export function spreadWords(text: string, durationSeconds: number): SpokenWord[] {
  const tokens = text.split(/\s+/u).filter(Boolean);
  const parts = tokens.map((token, index) => ({
    text: token,
    letters: Math.max(1, token.match(/[\p{L}\p{N}]/gu)?.length ?? 0) + 1,
    pause: index === tokens.length - 1 ? 0 : pauseAfter(token),
  }));
  const total = parts.reduce((sum, { letters, pause }) => sum + letters + pause, 0);
  const secondsOfLetter = durationSeconds / total;
  let place = 0;
  return parts.map(({ text: word, letters, pause }) => {
    const startSeconds = place * secondsOfLetter;
    const endSeconds = (place + letters) * secondsOfLetter;
    place += letters + pause;
    return { text: word, startSeconds, endSeconds };
  });
}

function pauseAfter(token: string): number {
  if (/[.!?…。！？]["”’)]*$/u.test(token)) return pauseLetters.stop;
  return /[,;:–—、，]$/u.test(token) ? pauseLetters.breath : 0;
}
