import { type Accessor, type ParentProps, createContext, createEffect, createSignal, onCleanup, useContext } from "solid-js";
import { oneOf } from "../lib/decode";
import { createPreference } from "../lib/preference";

/** A set of colours. */
export type Theme = "light" | "dark" | "contrast";

/** What a person chose; "system" follows the computer. */
export type ThemeChoice = Theme | "system";

interface Themes {
  readonly choice: Accessor<ThemeChoice>;
  readonly theme: Accessor<Theme>;
  readonly choose: (choice: ThemeChoice) => void;
}

const ThemeContext = createContext<Themes>();

/** Puts the theme on the page, and follows the system until one is chosen. */
export function ThemeProvider(props: ParentProps) {
  const [choice, choose] = createPreference<ThemeChoice>("theme", oneOf("light", "dark", "contrast", "system"), "system");
  const dark = createQuery("(prefers-color-scheme: dark)");
  const contrast = createQuery("(prefers-contrast: more)");
  const theme = (): Theme => {
    const chosen = choice();
    if (chosen !== "system") return chosen;
    if (contrast()) return "contrast";
    return dark() ? "dark" : "light";
  };
  createEffect(() => (document.documentElement.dataset.theme = theme()));
  return <ThemeContext.Provider value={{ choice, theme, choose }}>{props.children}</ThemeContext.Provider>;
}

/** The theme, and how to choose another. */
export function useTheme(): Themes {
  const themes = useContext(ThemeContext);
  if (themes === undefined) throw new Error("useTheme needs a ThemeProvider above it");
  return themes;
}

function createQuery(media: string): Accessor<boolean> {
  const query = window.matchMedia(media);
  const [matches, setMatches] = createSignal(query.matches);
  const follow = () => setMatches(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return matches;
}
