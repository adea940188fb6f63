import { Match, Switch } from "solid-js";
import type { Credentials } from "../../api/elsewhere";
import { PasswordField, RadioGroup, TextField } from "../../ui/Field";
import type { Way } from "./flow";

interface AccessFieldsProps extends Credentials {
  readonly way: Way;
  readonly onChange: (changes: Partial<Credentials & { readonly way: Way }>) => void;
  readonly errorAt: (field: string, first?: boolean) => string | undefined;
}

const ways: readonly { value: Way; label: string }[] = [
  { value: "password", label: "Name and password" },
  { value: "token", label: "An API token" },
];

/** How a person signs in at another Pulse. */
export function AccessFields(props: AccessFieldsProps) {
  return (
    <>
      <RadioGroup label="Sign in with" value={props.way} options={ways} onChange={(way) => props.onChange({ way })} />
      <Switch>
        <Match when={props.way === "password"}>
          <TextField label="Name" required autocomplete="off" value={props.user} onInput={(user) => props.onChange({ user })} error={props.errorAt("user")} />
          <PasswordField
            label="Password"
            required
            autocomplete="off"
            hint="Used once, for a token of this computer, and not kept."
            value={props.password}
            onInput={(password) => props.onChange({ password })}
            error={props.errorAt("password", true)}
          />
        </Match>
        <Match when={props.way === "token"}>
          <PasswordField
            label="API token"
            required
            autocomplete="off"
            hint="Made there under Settings, Security, API tokens. One that may only read shows everything and changes nothing."
            value={props.token}
            onInput={(token) => props.onChange({ token })}
            error={props.errorAt("token", true)}
          />
        </Match>
      </Switch>
    </>
  );
}
