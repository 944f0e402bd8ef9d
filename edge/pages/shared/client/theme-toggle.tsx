import { useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { keepTheme, readTheme, type Theme } from "./theme-choice.ts";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICONS = { system: "contrast", light: "sun", dark: "moon" } as const;

/** Goes round system, light and dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme);
  const change = () => {
    keepTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  const label = `Colours: ${theme}. Change to ${NEXT[theme]}`;
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={change}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
