import { type Accessor, type ParentProps, Show, createContext, createSignal, useContext } from "solid-js";
import { type Client, makeClient } from "../api/client";
import type { Connection } from "../api/connection";
import { ApiError, wordsOf } from "../api/errors";
import { type SecurityStatus, fetchSecurityStatus, fetchVersion, maySee, nameOf, signOut } from "../api/session";
import type { SignOnResult } from "../api/signOn";

/** Where the page stands with the backend. "expired" is inside, with a session that has ended: what was entered waits. */
export type Phase = "starting" | "unreachable" | "setup" | "sign-in" | "in" | "expired";

/** Who we are to the backend, for as long as the page lives. */
export interface Session {
  readonly client: Client;
  readonly phase: Accessor<Phase>;
  /** Why the backend is unreachable. */
  readonly problem: Accessor<string>;
  readonly status: Accessor<SecurityStatus | undefined>;
  /** Name of whoever is signed in. */
  readonly name: Accessor<string | undefined>;
  /** Whether the page may change things, or only look. */
  readonly mayChange: Accessor<boolean>;
  /** How the sign-in at a provider ended from which the browser came back to this page. */
  readonly signOn: SignOnResult | undefined;
  /** Version of the backend; undefined until it is known. */
  readonly version: Accessor<string | undefined>;
  /** Finds out anew where we stand. */
  begin(): Promise<void>;
  /** Looks whether the session is still good, or good again. */
  check(): Promise<void>;
  /** Ends the session and shows the sign-in page. */
  leave(): Promise<void>;
}

/** Creates the session; call begin to start it. */
export function createSession(connection: Connection, signOn?: SignOnResult): Session {
  const [phase, setPhase] = createSignal<Phase>("starting");
  const [problem, setProblem] = createSignal("");
  const [status, setStatus] = createSignal<SecurityStatus>();
  const [version, setVersion] = createSignal<string>();
  /** Let in without any proof, as where tokens are the only credential: a refusal ends no session. */
  const anonymous = () => status()?.signedInBy === "" && !(status()?.mayChange ?? true);
  const expire = () => {
    if (phase() === "in" && !anonymous()) setPhase("expired");
  };
  const mayChange = () => status()?.mayChange ?? true;
  // eslint-disable-next-line solid/reactivity -- asked at each call
  const client = lookingOnly(makeClient(connection, expire), mayChange);
  const name = () => {
    const known = status();
    return known && nameOf(known);
  };

  const look = async (): Promise<Phase> => {
    const found = await fetchSecurityStatus(client);
    setStatus(found);
    const own = connection.token !== undefined; // the window needs no account for itself
    if (!found.hasAuthentication && !found.disabled && !own) return "setup";
    if (isNobody(found) && !own) return "sign-in";
    return (await maySee(client)) ? "in" : "sign-in";
  };

  /** Signed in again the page goes on as it was; somebody else gets a new one. */
  const resume = async (before: string | undefined): Promise<void> => {
    const next = await look();
    if (next === "sign-in") return;
    if (name() !== before) setPhase("starting");
    setPhase(next);
  };

  const begin = async () => {
    const before = name();
    try {
      if (phase() === "expired") {
        await resume(before);
        return;
      }
      setVersion(await fetchVersion(client).catch(() => undefined));
      setPhase(await look());
    } catch (error) {
      if (phase() === "expired" && !isForged(error)) throw error;
      stop(error);
    }
  };

  /** There is no way on: says why in the place of everything. */
  const stop = (error: unknown) => {
    setProblem(wordsOf(error));
    setPhase("unreachable");
  };

  return {
    client,
    phase,
    problem,
    status,
    name,
    mayChange,
    signOn,
    version,
    begin,
    async check() {
      const allowed = await maySee(client).catch((error: unknown) => {
        if (isForged(error)) stop(error);
        return undefined; // no answer at all is neither
      });
      if (allowed === false) expire();
      if (allowed === true && phase() === "expired") await begin().catch(() => undefined); // asked again at the next check
    },
    async leave() {
      await signOut(client);
      setPhase("sign-in");
    },
  };
}

/** Whether somebody else may answer in the name of the Pulse that is shown. */
function isForged(error: unknown): boolean {
  return error instanceof ApiError && error.code === "certificate_changed";
}

/** Whether the server knows that nobody is signed in here, where somebody has to be: it need not be asked again. */
function isNobody({ disabled, signedInBy, mayChange, hasPassword, oidcEnabled, hasProxyAuth }: SecurityStatus): boolean {
  return !disabled && signedInBy === "" && !mayChange && (hasPassword || oidcEnabled || hasProxyAuth);
}

/** Says no by itself, in words, where the backend would refuse a change anyway. */
function lookingOnly(client: Client, mayChange: () => boolean): Client {
  return {
    ...client,
    async send(method, path, options) {
      if (mayChange() || options?.anonymous === true) return client.send(method, path, options);
      throw new ApiError("You may look at everything, but change nothing. An administrator can.", 403);
    },
  };
}

const SessionContext = createContext<Session>();

/** Gives the pages below it the session. */
export function SessionProvider(props: ParentProps<{ session: Session }>) {
  // eslint-disable-next-line solid/reactivity -- a page has one session for as long as it lives
  return <SessionContext.Provider value={props.session}>{props.children}</SessionContext.Provider>;
}

/** The session of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** The client of the page. */
export function useClient(): Client {
  return useSession().client;
}

/** Shows what leads to a change only to those who may make one. */
export function MayChange(props: ParentProps) {
  const session = useSession();
  return <Show when={session.mayChange()}>{props.children}</Show>;
}
