import type { JSX, ParentProps } from "solid-js";
import { isNew } from "../../domain/alerts";
import { useLive } from "../../live/live";
import { Page } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";
import styles from "./Alerts.module.css";
import { createCanTry } from "./trial/trial";

/** The frame of the pages about alerts: title and tabs. */
export function AlertsShell(props: ParentProps<{ fact?: string; actions?: JSX.Element }>) {
  const live = useLive();
  const canTry = createCanTry();
  const open = () => live.alerts().filter((alert) => isNew(alert, live.now())).length;
  const fact = () => props.fact ?? (open() === 0 ? "nobody is needed" : `${open()} ${open() === 1 ? "needs" : "need"} somebody`);
  return (
    <Page title="Alerts" fact={live.ready() ? fact() : undefined} actions={props.actions}>
      <div class={styles.page}>
        <Tabs
          label="Alerts"
          tabs={[
            { label: "Active", href: "/alerts", count: live.ready() ? live.alerts().length : undefined },
            { label: "History", href: "/alerts/history" },
            { label: "Thresholds", href: "/alerts/thresholds" },
            { label: "Rules", href: "/alerts/rules" },
            { label: "Schedule", href: "/alerts/schedule" },
            { label: "Channels", href: "/settings/notifications" },
            ...(canTry() === true ? [{ label: "Try a rule", href: "/alerts/try" }] : []),
          ]}
        />
        {props.children}
      </div>
    </Page>
  );
}
