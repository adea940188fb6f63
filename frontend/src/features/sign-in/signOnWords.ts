/** Why a sign-in at a provider came to nothing, and what to do, by the published word for it. */
export function signOnWords(code: string): string {
  switch (code) {
    case "access_denied":
      return "The provider did not let you in.";
    case "email_restricted":
      return "The provider knows you, but your address is not among those that may sign in here. Ask an administrator.";
    case "domain_restricted":
      return "The provider knows you, but the domain of your address may not sign in here. Ask an administrator.";
    case "group_restricted":
      return "The provider knows you, but you are in none of the groups that may sign in here. Ask an administrator.";
    case "missing_state":
    case "invalid_state":
      return "That sign-in was begun elsewhere or took longer than ten minutes. Begin again.";
    case "oidc_init_failed":
      return "The provider does not answer. Try again; Pulse's log says more.";
    case "session_failed":
      return "The provider let you in, but Pulse could not keep the session. Its log says why.";
    case "":
      return "The provider did not say how it went. Begin again.";
    default:
      return `What the provider answered could not be used (${code}). Pulse's log says more.`;
  }
}
