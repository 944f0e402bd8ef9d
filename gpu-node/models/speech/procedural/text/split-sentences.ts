import { abbreviations } from "./abbreviations.ts";
import { sayTokens } from "./say-tokens.ts";

/** What is written as one word, and the words that are said for it; at least one. */
export interface SayableWord {
  readonly text: string;
  readonly said: readonly string[];
  /** A comma, a dash or the like follows: the voice takes a breath. */
  readonly breath: boolean;
}

export interface Sentence {
  readonly words: readonly SayableWord[];
  /** How it ends: voices ask and call in other tones. */
  readonly mark: "." | "?" | "!";
  readonly pauseSeconds: number;
}

const pauseSeconds = { clause: 0.14, sentence: 0.42, paragraph: 0.65 };
/** The voice loses its thread in longer ones. */
const longestSentenceWords = 28;

/**
 * Cuts a text into sentences of words that can be said. Signs that are silent stay with the word
 * before them, so that the words together are still the whole text.
 */
export function splitSentences(text: string): Sentence[] {
  return text.split(/\n+/).flatMap((line, index, lines) => {
    const sentences = splitLine(line.trim().split(/\s+/u).filter(Boolean));
    const last = sentences.at(-1);
    if (last === undefined || index === lines.length - 1) return sentences;
    return [...sentences.slice(0, -1), { ...last, pauseSeconds: pauseSeconds.paragraph }];
  });
}

function splitLine(tokens: readonly string[]): Sentence[] {
  const sentences: Sentence[] = [];
  let words: SayableWord[] = [];
  let silent = "";
  const end = (mark: Sentence["mark"], pause: number): void => {
    if (words.length > 0) sentences.push({ words, mark, pauseSeconds: pause });
    words = [];
  };
  const saidOf = sayTokens(tokens);
  for (const [index, token] of tokens.entries()) {
    const said = saidOf[index] ?? [];
    const last = words.at(-1);
    if (said.length === 0) {
      if (last === undefined) silent += `${token} `;
      else words[words.length - 1] = { ...last, text: `${last.text} ${token}`, breath: true };
    } else {
      words.push({ text: silent + token, said, breath: /[,;:—–…)”"-]$|\.\.$/.test(token) });
      silent = "";
    }
    const mark = sentenceMark(token);
    if (mark !== null) end(mark, pauseSeconds.sentence);
    else if (words.length >= longestSentenceWords && words.at(-1)?.breath === true)
      end(".", pauseSeconds.clause);
    else if (words.length >= longestSentenceWords * 1.5) end(".", 0.05);
  }
  end(".", pauseSeconds.sentence);
  const last = sentences.at(-1);
  if (silent !== "" && last !== undefined)
    return [...sentences.slice(0, -1), addText(last, silent)];
  return sentences;
}

/** What is silent and ends a line belongs to its last word. */
function addText(sentence: Sentence, silent: string): Sentence {
  const words = sentence.words.map((word, index) =>
    index === sentence.words.length - 1 ? { ...word, text: `${word.text} ${silent.trim()}` } : word,
  );
  return { ...sentence, words };
}

function sentenceMark(token: string): Sentence["mark"] | null {
  const [, mark] = /([.!?…。！？])["'”’)\]»]*$/.exec(token) ?? [];
  if (mark === undefined) return null;
  if (mark === "?" || mark === "？") return "?";
  if (mark === "!" || mark === "！") return "!";
  const bare = token.toLowerCase().replaceAll(/[^a-z]/g, "");
  const isShort = abbreviations[bare] !== undefined || /^["'(]?([A-Za-z]\.)+$/.test(token);
  return isShort ? null : ".";
}
