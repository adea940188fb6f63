import { Show } from "solid-js";
import type { Certificate } from "../../api/elsewhere";
import { Fingerprint } from "../../ui/ServerCertificate";
import styles from "./Elsewhere.module.css";

const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** A certificate as it is compared by eye; with the one from before where it is another now. */
export function CertificateFacts(props: { certificate: Certificate; before?: string }) {
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
        <Fingerprint value={props.certificate.fingerprint} />
      </dd>
      <dt>Names</dt>
      <dd class="mono">{props.certificate.subject === "" ? "nobody" : props.certificate.subject}</dd>
      <Show when={validity(props.certificate)}>
        {(words) => (
          <>
            <dt>Good</dt>
            <dd>{words()}</dd>
          </>
        )}
      </Show>
    </dl>
  );
}

function validity({ from, until }: Certificate): string | undefined {
  if (from === undefined || until === undefined) return undefined;
  const span = `${dates.format(from)} to ${dates.format(until)}`;
  return until < Date.now() ? `${span}, which is over` : span;
}
