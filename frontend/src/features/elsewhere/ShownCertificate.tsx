import { Show } from "solid-js";
import type { Certificate } from "../../api/elsewhere";
import { CertificateFacts } from "../../ui/CertificateFacts";

const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** The certificate of another Pulse, with whom it names and how long it is good. */
export function ShownCertificate(props: { certificate: Certificate; before?: string }) {
  return (
    <CertificateFacts fingerprint={props.certificate.fingerprint} before={props.before}>
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
    </CertificateFacts>
  );
}

function validity({ from, until }: Certificate): string | undefined {
  if (from === undefined || until === undefined) return undefined;
  const span = `${dates.format(from)} to ${dates.format(until)}`;
  return until < Date.now() ? `${span}, which is over` : span;
}
