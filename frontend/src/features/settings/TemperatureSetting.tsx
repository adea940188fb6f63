import { Show } from "solid-js";
import { wordsOf } from "../../api/errors";
import { changeDegrees } from "../../api/settings";
import { type Degrees, signOf } from "../../lib/temperature";
import { useLive } from "../../live/live";
import { useClient, useSession } from "../../live/session";
import { RadioGroup } from "../../ui/Field";
import { tell } from "../../ui/Toast";
import styles from "./Settings.module.css";

const choices: readonly { value: Degrees; label: string }[] = [
  { value: "celsius", label: "Celsius, °C" },
  { value: "fahrenheit", label: "Fahrenheit, °F" },
];

/** In what temperatures and their thresholds are shown, which is the same for everybody. */
export function TemperatureSetting() {
  const live = useLive();
  const session = useSession();
  const client = useClient();
  const choose = async (degrees: Degrees) => {
    const before = live.degrees();
    live.showDegrees(degrees);
    try {
      await changeDegrees(client, degrees);
    } catch (error) {
      live.showDegrees(before);
      tell({ words: wordsOf(error), failed: true });
    }
  };
  return (
    <section class={styles.section}>
      <h2>Temperatures</h2>
      <p>For everybody who uses this Pulse: figures, charts, and the thresholds that are entered. Notices and other programs get °C.</p>
      <div class={styles.form}>
        <Show when={session.mayChange()} fallback={<p class="soft">Shown in {signOf(live.degrees())}. An administrator can change that.</p>}>
          <RadioGroup label="Temperatures" value={live.degrees()} options={choices} onChange={(degrees) => void choose(degrees)} />
        </Show>
      </div>
    </section>
  );
}
