import { Show } from "solid-js";
import type { SignOn } from "../../../api/signOn";
import { CheckField, PasswordField, TextField } from "../../../ui/Field";
import settings from "../Settings.module.css";
import { type ProviderDraft, admittedWords } from "./providerDraft";

interface FieldsProps {
  readonly draft: ProviderDraft;
  readonly set: (changes: Partial<ProviderDraft>) => void;
  readonly errorAt: (field: string) => string | undefined;
}

/** Where the provider is, and as what Pulse is known there. */
export function ProviderFields(props: FieldsProps & { readonly saved: SignOn }) {
  const own = () => props.saved.defaultRedirect ?? `${window.location.origin}/api/oidc/callback`;
  return (
    <section class={settings.section}>
      <h2>Provider</h2>
      <p>Authentik, Keycloak or any other that speaks OpenID Connect. Make a client for Pulse there, with the code flow.</p>
      <div class={`${settings.form} ${settings.wide}`}>
        <TextField label="Address of the issuer" inputmode="url" placeholder="https://login.example.org/application/o/pulse/" hint="As the provider calls itself, to the last slash." value={props.draft.issuerUrl} onInput={(issuerUrl) => props.set({ issuerUrl })} error={props.errorAt("issuerUrl")} />
        <TextField label="Client ID" mono autocomplete="off" value={props.draft.clientId} onInput={(clientId) => props.set({ clientId })} error={props.errorAt("clientId")} />
        <PasswordField
          label="Client secret"
          autocomplete="new-password"
          hint={props.saved.clientSecretSet ? "One is stored. Leave this empty to keep it." : "Empty for a client without a secret."}
          value={props.draft.clientSecret}
          onInput={(clientSecret) => props.set({ clientSecret })}
          error={props.errorAt("clientSecret")}
        />
        <Show when={props.saved.clientSecretSet && props.draft.clientSecret === ""}>
          <CheckField checked={props.draft.forgetSecret} onChange={(forgetSecret) => props.set({ forgetSecret })}>
            Forget the stored secret
          </CheckField>
        </Show>
        <TextField label="Address to come back to" mono inputmode="url" hint={`Enter the same one at the provider. Usually ${own()}`} value={props.draft.redirectUrl} onInput={(redirectUrl) => props.set({ redirectUrl })} error={props.errorAt("redirectUrl")} />
        <TextField label="Address after signing out" inputmode="url" hint="Where the provider ends its own session; empty to stay here." value={props.draft.logoutUrl} onInput={(logoutUrl) => props.set({ logoutUrl })} error={props.errorAt("logoutUrl")} />
      </div>
    </section>
  );
}

/** Who of those whom the provider knows may sign in. */
export function AdmittedFields(props: FieldsProps) {
  return (
    <section class={settings.section}>
      <h2>Who may sign in</h2>
      <p>{admittedWords(props.draft)}</p>
      <div class={`${settings.form} ${settings.wide}`}>
        <TextField label="Groups" hint="With commas between them; needs the claim of groups below." value={props.draft.allowedGroups} onInput={(allowedGroups) => props.set({ allowedGroups })} error={props.errorAt("allowedGroups")} />
        <TextField label="Domains" placeholder="example.org" value={props.draft.allowedDomains} onInput={(allowedDomains) => props.set({ allowedDomains })} error={props.errorAt("allowedDomains")} />
        <TextField label="Addresses" placeholder="ann@example.org, bo@example.org" value={props.draft.allowedEmails} onInput={(allowedEmails) => props.set({ allowedEmails })} error={props.errorAt("allowedEmails")} />
      </div>
    </section>
  );
}

/** Which words the provider uses. The usual ones are there already. */
export function ClaimFields(props: FieldsProps) {
  return (
    <section class={settings.section}>
      <h2>Claims and scopes</h2>
      <p>Which words the provider uses. The usual ones are entered.</p>
      <div class={`${settings.form} ${settings.wide}`}>
        <TextField label="Claim of the name" mono value={props.draft.usernameClaim} onInput={(usernameClaim) => props.set({ usernameClaim })} error={props.errorAt("usernameClaim")} />
        <TextField label="Claim of the mail address" mono value={props.draft.emailClaim} onInput={(emailClaim) => props.set({ emailClaim })} error={props.errorAt("emailClaim")} />
        <TextField label="Claim of groups" mono placeholder="groups" value={props.draft.groupsClaim} onInput={(groupsClaim) => props.set({ groupsClaim })} error={props.errorAt("groupsClaim")} />
        <TextField label="Scopes" mono value={props.draft.scopes} onInput={(scopes) => props.set({ scopes })} error={props.errorAt("scopes")} />
      </div>
    </section>
  );
}
