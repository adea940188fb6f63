import { For, type ParentProps, Show } from "solid-js";
import styles from "./CertificateFacts.module.css";

interface CertificateFactsProps extends ParentProps {
  /** SHA-256, as it is shown now. */
  readonly fingerprint: string;
  /** The one from before, where it was another. */
  readonly before?: string;
}

/** A certificate as it is compared by eye; more that is known of it as children, in pairs of dt and dd. */
export function CertificateFacts(props: CertificateFactsProps) {
  return (
    <dl class={styles.facts}>
      <Show when={props.before}>
        {(before) => (
          <>
            <dt>Before</dt>
            <dd class="soft">
              <Fingerprint value={before()} />
            </dd>
          </>
        )}
      </Show>
      <dt>{props.before === undefined ? "SHA-256" : "Now"}</dt>
      <dd>
        <Fingerprint value={props.fingerprint} />
      </dd>
      {props.children}
    </dl>
  );
}

/** A fingerprint in pairs of pairs. */
function Fingerprint(props: { value: string }) {
  const groups = () => {
    const pairs = props.value.split(":");
    return Array.from({ length: Math.ceil(pairs.length / 2) }, (_, i) => pairs.slice(2 * i, 2 * i + 2).join(":"));
  };
  return (
    <span class={`mono ${styles.print}`}>
      <For each={groups()}>{(group) => <span>{group}</span>}</For>
    </span>
  );
}
