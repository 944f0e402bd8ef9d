/** What became of one wish: a changed text with words for the change, or why nothing changed. */
export type EditOutcome = { text: string; change: string } | { note: string };

export const changed = (text: string, change: string): EditOutcome => ({ text, change });
export const unchanged = (note: string): EditOutcome => ({ note });
