import { Route, Router } from "@solidjs/router";
import { ErrorBoundary, Match, type ParentProps, Show, Suspense, Switch, createEffect, lazy, on, onMount } from "solid-js";
import type { Connection } from "./api/connection";
import { takeSignOnResult } from "./api/signOn";
import { ErrorPage } from "./features/frame/ErrorPage";
import { Frame } from "./features/frame/Frame";
import { NotFoundPage } from "./features/frame/NotFoundPage";
import { createOpening } from "./features/frame/opening";
import { UnreachablePage } from "./features/frame/UnreachablePage";
import { createWindowKeys } from "./features/frame/windowKeys";
import { LiveProvider, createLive } from "./live/live";
import { SessionProvider, createSession, useSession } from "./live/session";
import { Skeleton } from "./ui/Skeleton";
import { createOutsideLinks } from "./ui/outside";
import { ToastRegion } from "./ui/Toast";
import { ThemeProvider } from "./ui/theme";

const OverviewPage = lazy(() => import("./features/overview/OverviewPage"));
const AlertsPage = lazy(() => import("./features/alerts/AlertsPage"));
const AlertHistoryPage = lazy(() => import("./features/alerts/AlertHistoryPage"));
const AlertThresholdsPage = lazy(() => import("./features/alerts/AlertThresholdsPage"));
const AlertSchedulePage = lazy(() => import("./features/alerts/AlertSchedulePage"));
const CustomRulesPage = lazy(() => import("./features/alerts/CustomRulesPage"));
const TryRulePage = lazy(() => import("./features/alerts/TryRulePage"));
const NodesPage = lazy(() => import("./features/nodes/NodesPage"));
const NodePage = lazy(() => import("./features/nodes/NodePage"));
const GuestsPage = lazy(() => import("./features/guests/GuestsPage"));
const GuestPage = lazy(() => import("./features/guests/GuestPage"));
const StoragePage = lazy(() => import("./features/storage/StoragePage"));
const DockerPage = lazy(() => import("./features/docker/DockerPage"));
const BackupsPage = lazy(() => import("./features/backups/BackupsPage"));
const BackupServersPage = lazy(() => import("./features/backup-servers/BackupServersPage"));
const MailPage = lazy(() => import("./features/mail/MailPage"));
const ConnectionsPage = lazy(() => import("./features/settings/ConnectionsPage"));
const AddDockerPage = lazy(() => import("./features/settings/AddDockerPage"));
const AddServerPage = lazy(() => import("./features/settings/AddServerPage"));
const EditServerPage = lazy(() => import("./features/settings/EditServerPage"));
const NotificationsPage = lazy(() => import("./features/settings/NotificationsPage"));
const EmailPage = lazy(() => import("./features/settings/EmailPage"));
const DeliveriesPage = lazy(() => import("./features/settings/DeliveriesPage"));
const WebhookPage = lazy(() => import("./features/settings/WebhookPage"));
const AccountPage = lazy(() => import("./features/settings/security/AccountPage"));
const TokensPage = lazy(() => import("./features/settings/security/TokensPage"));
const ProviderPage = lazy(() => import("./features/settings/security/ProviderPage"));
const NetworkPage = lazy(() => import("./features/settings/security/NetworkPage"));
const AuditPage = lazy(() => import("./features/settings/security/AuditPage"));
const AppearancePage = lazy(() => import("./features/settings/AppearancePage"));
const DataPage = lazy(() => import("./features/settings/DataPage"));
const UpdatesPage = lazy(() => import("./features/settings/UpdatesPage"));
const ComputerPage = lazy(() => import("./features/settings/ComputerPage"));
const ElsewherePage = lazy(() => import("./features/elsewhere/ElsewherePage"));
const ElsewhereDoor = lazy(() => import("./features/elsewhere/ElsewhereDoor"));
const DiagnosticsPage = lazy(() => import("./features/settings/DiagnosticsPage"));
const SignInPage = lazy(() => import("./features/sign-in/SignInPage"));
const SignInAgain = lazy(() => import("./features/sign-in/SignInAgain"));
const FirstRunPage = lazy(() => import("./features/first-run/FirstRunPage"));

/** The whole dashboard: who may see it, and which page stands at which address. */
export function App(props: { connection: Connection }) {
  // eslint-disable-next-line solid/reactivity -- the backend of a page never changes
  const session = createSession(props.connection, takeSignOnResult());
  onMount(() => void session.begin());
  return (
    <ThemeProvider>
      <ErrorBoundary fallback={(error: unknown, reset) => <ErrorPage error={error} onRetry={reset} />}>
        <SessionProvider session={session}>
          <Router root={Door}>
            <Route path="/" component={OverviewPage} />
            <Route path="/alerts" component={AlertsPage} />
            <Route path="/alerts/history" component={AlertHistoryPage} />
            <Route path="/alerts/thresholds" component={AlertThresholdsPage} />
            <Route path="/alerts/schedule" component={AlertSchedulePage} />
            <Route path="/alerts/rules" component={CustomRulesPage} />
            <Route path="/alerts/try" component={TryRulePage} />
            <Route path="/nodes" component={NodesPage} />
            <Route path="/nodes/:id" component={NodePage} />
            <Route path="/guests" component={GuestsPage} />
            <Route path="/guests/:id" component={GuestPage} />
            <Route path="/storage" component={StoragePage} />
            <Route path="/docker" component={DockerPage} />
            <Route path="/backups" component={BackupsPage} />
            <Route path="/backup-servers" component={BackupServersPage} />
            <Route path="/mail" component={MailPage} />
            <Route path={["/settings", "/settings/connections"]} component={ConnectionsPage} />
            <Route path="/settings/connections/add" component={AddServerPage} />
            <Route path="/settings/connections/docker" component={AddDockerPage} />
            <Route path="/settings/connections/:id" component={EditServerPage} />
            <Route path="/settings/notifications" component={NotificationsPage} />
            <Route path="/settings/notifications/email" component={EmailPage} />
            <Route path="/settings/notifications/log" component={DeliveriesPage} />
            <Route path={["/settings/notifications/add", "/settings/notifications/:id"]} component={WebhookPage} />
            <Route path="/settings/security" component={AccountPage} />
            <Route path="/settings/security/tokens" component={TokensPage} />
            <Route path="/settings/security/provider" component={ProviderPage} />
            <Route path="/settings/security/network" component={NetworkPage} />
            <Route path="/settings/security/audit" component={AuditPage} />
            <Route path="/settings/appearance" component={AppearancePage} />
            <Route path="/settings/data" component={DataPage} />
            <Route path="/settings/updates" component={UpdatesPage} />
            <Route path="/settings/computer" component={ComputerPage} />
            <Route path="/settings/elsewhere" component={ElsewherePage} />
            <Route path="/settings/diagnostics" component={DiagnosticsPage} />
            <Route path="*" component={NotFoundPage} />
          </Router>
        </SessionProvider>
        <ToastRegion />
      </ErrorBoundary>
    </ThemeProvider>
  );
}

/** Lets in those who may see the pages, and shows the others what they can do. */
function Door(props: ParentProps) {
  const session = useSession();
  const stopped = () => session.phase() === "unreachable" || session.phase() === "sign-in";
  createWindowKeys();
  createOutsideLinks();
  return (
    <Suspense fallback={<Skeleton label="Loading Pulse" rows={3} />}>
      <Switch>
        <Match when={stopped() && session.client.connection.elsewhere}>{(name) => <ElsewhereDoor name={name()} />}</Match>
        <Match when={session.phase() === "unreachable"}>
          <UnreachablePage problem={session.problem()} onRetry={() => void session.begin()} />
        </Match>
        <Match when={session.phase() === "setup"}>
          <FirstRunPage />
        </Match>
        <Match when={session.phase() === "sign-in"}>
          <SignInPage />
        </Match>
        <Match when={session.phase() === "in" || session.phase() === "expired"}>
          <Inside>{props.children}</Inside>
        </Match>
      </Switch>
    </Suspense>
  );
}

/** The live estate and the frame around the pages. A page that breaks leaves the frame standing. */
function Inside(props: ParentProps) {
  const session = useSession();
  const live = createLive({ client: session.client, onRefused: () => void session.check() });
  createOpening();
  createEffect(on(session.phase, (phase) => phase === "in" && live.reconnect(), { defer: true }));
  return (
    <LiveProvider live={live}>
      <Show when={session.phase() === "expired"}>
        <Suspense>
          <SignInAgain />
        </Suspense>
      </Show>
      <Frame>
        <ErrorBoundary fallback={(error: unknown, reset) => <ErrorPage error={error} onRetry={reset} />}>
          <Suspense fallback={<Skeleton label="Loading the page" />}>{props.children}</Suspense>
        </ErrorBoundary>
      </Frame>
    </LiveProvider>
  );
}
