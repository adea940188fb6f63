import { Show } from "solid-js";
import { lineOf, previewOf } from "../../domain/webhookServices";
import { Button } from "../../ui/Button";
import { TextArea } from "../../ui/Field";
import styles from "./Settings.module.css";

interface TemplateFieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What the service sends by itself; a template can begin with it. */
  readonly usual: string | undefined;
  /** What the server says is wrong with it. */
  readonly error: string | undefined;
}

/** The payload in one's own words, with what it makes of an alert. */
export function TemplateField(props: TemplateFieldProps) {
  const wrongLine = () => {
    const line = props.error === undefined ? undefined : lineOf(props.error);
    return line === undefined ? undefined : { line, text: props.value.split("\n")[line - 1] };
  };
  return (
    <details open={props.value !== "" || props.error !== undefined}>
      <summary class="soft">Own payload</summary>
      <div class={styles.form}>
        <TextArea label="Template" rows={8} value={props.value} onInput={props.onInput} placeholder='{"text": "{{.Level}}: {{.Message}}"}' hint="Go template; empty is what the service gets by itself. {{.ResourceName}}, {{.ValueFormatted}}, {{.Duration}}, {{.Node}} …" error={props.error} />
        <Show when={wrongLine()}>
          {(wrong) => (
            <p class="tone-critical small">
              Line {wrong().line}: <code class="mono">{wrong().text}</code>
            </p>
          )}
        </Show>
        <Show when={props.value === "" && props.usual !== undefined && props.usual !== ""}>
          <Button small onClick={() => props.onInput(props.usual ?? "")}>
            Begin with what it gets by itself
          </Button>
        </Show>
        <Show when={props.value !== ""}>
          <div>
            <p class="quiet small">With a made-up alert (a test shows it whole):</p>
            <pre class={styles.preview} tabindex="0" aria-label="Preview of the payload">
              {previewOf(props.value)}
            </pre>
          </div>
        </Show>
      </div>
    </details>
  );
}
