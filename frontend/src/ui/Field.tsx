import { For, type JSX, type ParentProps, Show, createSignal, createUniqueId, splitProps } from "solid-js";
import { Check } from "./icons";
import { StatusMark } from "./StatusMark";
import styles from "./Field.module.css";

interface FieldProps {
  readonly label: string;
  readonly hint?: JSX.Element;
  /** What is wrong and what to do; takes the place of the hint. */
  readonly error?: string;
}

/** The parts of a field that belong together by id. */
interface Wiring {
  readonly id: string;
  readonly describedBy: string;
}

function Frame(props: FieldProps & { wiring: Wiring; children: JSX.Element }) {
  return (
    <div class={styles.field}>
      <label class={styles.label} for={props.wiring.id}>
        {props.label}
      </label>
      {props.children}
      <div id={props.wiring.describedBy} class={styles.below} data-error={props.error === undefined ? undefined : ""} aria-live="polite">
        <Show when={props.error} fallback={props.hint}>
          {(error) => (
            <>
              <StatusMark status="critical" label="Error" size={12} />
              <span>{error()}</span>
            </>
          )}
        </Show>
      </div>
    </div>
  );
}

type InputElement = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput" | "onChange" | "value">;

interface TextFieldProps extends FieldProps, InputElement {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What is copied out of a shell is monospaced. */
  readonly mono?: boolean;
}

/** A line of text. */
export function TextField(props: TextFieldProps) {
  const wiring: Wiring = { id: createUniqueId(), describedBy: createUniqueId() };
  const [own, rest] = splitProps(props, ["label", "hint", "error", "value", "onInput", "mono", "class"]);
  return (
    <Frame label={own.label} hint={own.hint} error={own.error} wiring={wiring}>
      <input
        type="text"
        autocapitalize="off"
        spellcheck={false}
        {...rest}
        id={wiring.id}
        class={`${styles.input} ${own.mono === true ? "mono" : ""}`}
        value={own.value}
        onInput={(event) => own.onInput(event.currentTarget.value)}
        aria-invalid={own.error !== undefined}
        aria-describedby={wiring.describedBy}
      />
    </Frame>
  );
}

/** A password, which can be shown. */
export function PasswordField(props: TextFieldProps) {
  const wiring: Wiring = { id: createUniqueId(), describedBy: createUniqueId() };
  const [shown, setShown] = createSignal(false);
  const [own, rest] = splitProps(props, ["label", "hint", "error", "value", "onInput", "mono", "class", "type"]);
  return (
    <Frame label={own.label} hint={own.hint} error={own.error} wiring={wiring}>
      <span class={styles.with}>
        <input
          {...rest}
          type={shown() ? "text" : "password"}
          id={wiring.id}
          class={styles.input}
          value={own.value}
          onInput={(event) => own.onInput(event.currentTarget.value)}
          aria-invalid={own.error !== undefined}
          aria-describedby={wiring.describedBy}
        />
        <button type="button" class={styles.inside} aria-label={shown() ? `Hide ${own.label}` : `Show ${own.label}`} onClick={() => setShown(!shown())}>
          {shown() ? "Hide" : "Show"}
        </button>
      </span>
    </Frame>
  );
}

interface FileFieldProps extends FieldProps {
  /** Which files are offered. */
  readonly accept: string;
  /** Gets the text of the chosen file, or undefined when none is chosen or it cannot be read. */
  readonly onChoose: (text: string | undefined) => void;
}

/** A file of text. */
export function FileField(props: FileFieldProps) {
  const wiring: Wiring = { id: createUniqueId(), describedBy: createUniqueId() };
  const choose = async (file: File | undefined) => {
    props.onChoose(await file?.text().catch(() => undefined));
  };
  return (
    <Frame label={props.label} hint={props.hint} error={props.error} wiring={wiring}>
      <input
        type="file"
        id={wiring.id}
        class={styles.file}
        accept={props.accept}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
        aria-invalid={props.error !== undefined}
        aria-describedby={wiring.describedBy}
      />
    </Frame>
  );
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number;
  readonly placeholder?: string;
}

/** Several lines of text, monospaced. */
export function TextArea(props: TextAreaProps) {
  const wiring: Wiring = { id: createUniqueId(), describedBy: createUniqueId() };
  return (
    <Frame label={props.label} hint={props.hint} error={props.error} wiring={wiring}>
      <textarea
        id={wiring.id}
        class={`mono ${styles.input} ${styles.area}`}
        rows={props.rows ?? 4}
        spellcheck={false}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        aria-invalid={props.error !== undefined}
        aria-describedby={wiring.describedBy}
      />
    </Frame>
  );
}

interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a list of words. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const wiring: Wiring = { id: createUniqueId(), describedBy: createUniqueId() };
  const choose = (value: string) => {
    const option = props.options.find((candidate) => candidate.value === value);
    if (option !== undefined) props.onChange(option.value);
  };
  return (
    <Frame label={props.label} hint={props.hint} error={props.error} wiring={wiring}>
      <select id={wiring.id} class={styles.input} aria-describedby={wiring.describedBy} onChange={(event) => choose(event.currentTarget.value)}>
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </Frame>
  );
}

interface CheckFieldProps extends ParentProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** A box to tick, with its label as children. */
export function CheckField(props: CheckFieldProps) {
  return (
    <label class={styles.check}>
      <span class={styles.box}>
        <input type="checkbox" checked={props.checked} disabled={props.disabled} onChange={(event) => props.onChange(event.currentTarget.checked)} />
        <Check class={styles.tick} />
      </span>
      <span>{props.children}</span>
    </label>
  );
}

interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly note?: string }[];
  readonly onChange: (value: T) => void;
}

/** A few choices in words, of which one holds. */
export function RadioGroup<T extends string>(props: RadioGroupProps<T>) {
  const name = createUniqueId();
  return (
    <fieldset class={styles.radios}>
      <legend class="heard">{props.label}</legend>
      <For each={props.options}>
        {(option) => (
          <label class={styles.radio}>
            <input type="radio" name={name} checked={props.value === option.value} onChange={() => props.onChange(option.value)} />
            <span>{option.label}</span>
            <Show when={option.note}>{(note) => <span class="quiet small">{note()}</span>}</Show>
          </label>
        )}
      </For>
    </fieldset>
  );
}
