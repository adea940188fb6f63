import { For } from "solid-js";
import type { Webhook } from "../../api/webhooks";
import { type ServiceField, fieldsOf, queryValue, withQuery } from "../../domain/webhookServices";
import { PasswordField, TextField } from "../../ui/Field";

interface ServiceFieldsProps {
  readonly hook: Webhook;
  readonly onChange: (part: Partial<Webhook>) => void;
  readonly headers: Readonly<Record<string, string>>;
  readonly onHeader: (name: string, value: string) => void;
}

/** What a service needs besides its address. */
export function ServiceFields(props: ServiceFieldsProps) {
  const value = (field: ServiceField) => {
    if (field.in === "query") return queryValue(props.hook.url, field.key);
    return (field.in === "header" ? props.headers[field.key] : props.hook.customFields[field.key]) ?? "";
  };
  const change = (field: ServiceField, text: string) => {
    if (field.in === "query") props.onChange({ url: withQuery(props.hook.url, field.key, text) });
    else if (field.in === "header") props.onHeader(field.key, text);
    else props.onChange({ customFields: { ...props.hook.customFields, [field.key]: text } });
  };
  return (
    <For each={fieldsOf(props.hook.service)}>
      {(field) =>
        field.secret === true ? (
          <PasswordField label={field.label} autocomplete="off" value={value(field)} onInput={(text) => change(field, text)} hint={field.hint} />
        ) : (
          <TextField label={field.label} required={field.required} autocomplete="off" value={value(field)} onInput={(text) => change(field, text)} hint={field.hint} />
        )
      }
    </For>
  );
}
