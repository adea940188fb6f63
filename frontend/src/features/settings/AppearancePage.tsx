import { flag } from "../../lib/decode";
import { createPreference } from "../../lib/preference";
import { CheckField, RadioGroup } from "../../ui/Field";
import { type ThemeChoice, useTheme } from "../../ui/theme";
import { SettingsShell } from "./SettingsShell";
import { TemperatureSetting } from "./TemperatureSetting";
import styles from "./Settings.module.css";

const choices: readonly { value: ThemeChoice; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "contrast", label: "High contrast" },
];

/** What belongs to the person at this screen, and the unit of temperatures. */
export default function AppearancePage() {
  const theme = useTheme();
  const [keys, setKeys] = createPreference("keys", flag, true);
  return (
    <SettingsShell title="Appearance" current="Appearance" fact="for you, on this computer">
      <section class={styles.section}>
        <h2>Colours</h2>
        <div class={styles.form}>
          <RadioGroup label="Colours" value={theme.choice()} options={choices} onChange={theme.choose} />
        </div>
      </section>
      <TemperatureSetting />
      <section class={styles.section}>
        <h2>Keys</h2>
        <p>Single keys go to pages and rows; press ? to see them all. They never destroy anything and are off while you write.</p>
        <div class={styles.form}>
          <CheckField checked={keys()} onChange={setKeys}>
            Use single keys
          </CheckField>
        </div>
      </section>
    </SettingsShell>
  );
}
