import type { SecretChange, SignOn } from "../../../api/signOn";

/** The fields of the form. Lists are text with commas between their items. */
export interface ProviderDraft {
  enabled: boolean;
  issuerUrl: string;
  clientId: string;
  clientSecret: string;
  forgetSecret: boolean;
  redirectUrl: string;
  logoutUrl: string;
  scopes: string;
  usernameClaim: string;
  emailClaim: string;
  groupsClaim: string;
  allowedGroups: string;
  allowedDomains: string;
  allowedEmails: string;
}

/** The form for a saved provider. An address to come back to that was never set is the usual one. */
export function draftOf(saved: SignOn, origin: string): ProviderDraft {
  return {
    enabled: saved.enabled,
    issuerUrl: saved.issuerUrl,
    clientId: saved.clientId,
    clientSecret: "",
    forgetSecret: false,
    redirectUrl: saved.redirectUrl === "" ? `${origin}/api/oidc/callback` : saved.redirectUrl,
    logoutUrl: saved.logoutUrl,
    scopes: saved.scopes.join(", "),
    usernameClaim: saved.usernameClaim,
    emailClaim: saved.emailClaim,
    groupsClaim: saved.groupsClaim,
    allowedGroups: saved.allowedGroups.join(", "),
    allowedDomains: saved.allowedDomains.join(", "),
    allowedEmails: saved.allowedEmails.join(", "),
  };
}

/** What the form stands for, over what is saved. */
export function signOnOf(draft: ProviderDraft, saved: SignOn): SignOn {
  return {
    ...saved,
    enabled: draft.enabled,
    issuerUrl: draft.issuerUrl,
    clientId: draft.clientId,
    redirectUrl: draft.redirectUrl,
    logoutUrl: draft.logoutUrl,
    usernameClaim: draft.usernameClaim,
    emailClaim: draft.emailClaim,
    groupsClaim: draft.groupsClaim,
    scopes: items(draft.scopes),
    allowedGroups: items(draft.allowedGroups),
    allowedDomains: items(draft.allowedDomains),
    allowedEmails: items(draft.allowedEmails),
  };
}

/** What happens to the secret: a new one, none any more, or it stays. */
export function secretOf(draft: ProviderDraft): SecretChange {
  if (draft.clientSecret !== "") return { clientSecret: draft.clientSecret };
  return draft.forgetSecret ? { clearClientSecret: true } : {};
}

/** Who may sign in, in a sentence: all lists that are set must hold. */
export function admittedWords(draft: ProviderDraft): string {
  const lists = [
    [draft.allowedGroups, "is in one of these groups"],
    [draft.allowedDomains, "has an address in one of these domains"],
    [draft.allowedEmails, "has one of these addresses"],
  ] as const;
  const asked = lists.filter(([list]) => items(list).length > 0).map(([, words]) => words);
  if (asked.length === 0) return "Everybody whom the provider signs in may do everything here. Narrow it down by groups, domains or addresses.";
  return `Whoever ${asked.join(" and ")} may sign in, and do everything.`;
}

/** The words of the server without the name of the member, because they stand at its field. */
export function atField(words: string, field: string): string {
  return words.startsWith(`${field} `) ? `This ${words.slice(field.length + 1)}` : words;
}

function items(list: string): string[] {
  return list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
