/** A page of the settings, or a part of one that has an address. */
export interface SettingsPage {
  readonly label: string;
  readonly href: string;
  /** Words by which it is found besides its name. */
  readonly words?: string;
  /** Whether those who may not change anything can use it, too. */
  readonly forReaders?: boolean;
  /** Whether only the desktop window has it. */
  readonly windowOnly?: boolean;
}

/** The pages in the order of their list. */
export const settingsPages = [
  { label: "Connections", href: "/settings/connections", words: "servers proxmox backup mail cluster", forReaders: true },
  { label: "Security", href: "/settings/security", words: "account password sign out sessions devices", forReaders: true },
  { label: "Notifications", href: "/settings/notifications", words: "webhook mail telegram told" },
  { label: "Appearance", href: "/settings/appearance", words: "theme dark light contrast colours keys", forReaders: true },
  { label: "Data", href: "/settings/data", words: "export import backup history size log level take over" },
  { label: "Updates", href: "/settings/updates", words: "version release channel" },
  { label: "This computer", href: "/settings/computer", words: "tray notices login desktop", forReaders: true, windowOnly: true },
  { label: "Other Pulse servers", href: "/settings/elsewhere", words: "connect remote nas server service lan switch", forReaders: true, windowOnly: true },
  { label: "Diagnostics", href: "/settings/diagnostics", words: "report permissions test" },
] as const satisfies readonly SettingsPage[];

/** The parts of the security page. */
export const securityPages: readonly SettingsPage[] = [
  { label: "Account", href: "/settings/security", words: "password sign out sessions signed in devices", forReaders: true },
  { label: "API tokens", href: "/settings/security/tokens", words: "key secret agent script scope" },
  { label: "Provider", href: "/settings/security/provider", words: "oidc openid sso single sign-on authentik keycloak" },
  { label: "Network", href: "/settings/security/network", words: "listen port lan address proxy cors origins iframe embed read-only kiosk" },
  { label: "Audit", href: "/settings/security/audit", words: "log who did what" },
];

const others: readonly SettingsPage[] = [
  { label: "Add a server", href: "/settings/connections/add", words: "connect node discovery" },
  { label: "Add a Docker host", href: "/settings/connections/docker", words: "agent container install" },
  { label: "Add a webhook", href: "/settings/notifications/add", words: "discord slack ntfy gotify" },
];

/** Every page of the settings that a person can go to by search. */
export function findableSettings(mayChange: boolean, inWindow: boolean): SettingsPage[] {
  const parts = securityPages.filter(({ href }) => href !== "/settings/security");
  const all: readonly SettingsPage[] = [...settingsPages, ...parts, ...others];
  return all.filter((page) => (mayChange || page.forReaders === true) && (inWindow || page.windowOnly !== true));
}
