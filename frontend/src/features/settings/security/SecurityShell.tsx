import type { JSX, ParentProps } from "solid-js";
import { securityPages } from "../../../domain/settingsPages";
import { useSession } from "../../../live/session";
import { Tabs } from "../../../ui/Tabs";
import { SettingsShell } from "../SettingsShell";

interface SecurityShellProps extends ParentProps {
  /** The part, as the address has it. */
  readonly part: "Account" | "API tokens" | "Provider" | "Network" | "Audit";
  readonly fact?: JSX.Element;
  readonly actions?: JSX.Element;
}

/** A part of the security settings, with tabs to the others. */
export function SecurityShell(props: SecurityShellProps) {
  const session = useSession();
  const tabs = () => securityPages.filter((page) => session.mayChange() || page.forReaders === true);
  const title = () => (props.part === "Account" ? "Security" : props.part);
  const parent = () => (props.part === "Account" ? undefined : { title: "Security", href: "/settings/security" });
  return (
    <SettingsShell title={title()} current="Security" parent={parent()} fact={props.fact} actions={props.actions} forReaders={props.part === "Account"}>
      <Tabs label="Security" tabs={tabs()} />
      {props.children}
    </SettingsShell>
  );
}
