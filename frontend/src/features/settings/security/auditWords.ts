const events: Readonly<Record<string, string>> = {
  login: "Sign-in",
  logout: "Sign-out",
  sessions_end: "Other sign-ins ended",
  oidc_login: "Sign-in at the provider",
  oidc_settings: "Provider changed",
  password_change: "Password change",
  lockout_reset: "Lockout reset",
  csrf_failure: "Forged request refused",
  token_create: "Token made",
  token_delete: "Token deleted",
  setup: "First set-up",
  export: "Export",
  import: "Import",
  node_add: "Server added",
  node_update: "Server changed",
  node_delete: "Server removed",
  recovery: "Recovery",
  auto_register: "Server registered itself",
  update_apply: "Update",
  restart: "Restart",
};

/** What was done, in words; an event that is not known keeps its own word. */
export function eventWords(event: string): string {
  return events[event] ?? event.replaceAll("_", " ");
}
