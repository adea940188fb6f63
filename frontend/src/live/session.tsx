import { type Accessor, type ParentProps, createContext, createSignal, useContext } from "solid-js";
import { type Client, makeClient } from "../api/client";
import type { Connection } from "../api/connection";
import { wordsOf } from "../api/errors";
import { type SecurityStatus, fetchSecurityStatus, fetchVersion, maySee, signOut } from "../api/session";

/** Where the page stands with the backend. */
export type Phase = "starting" | "unreachable" | "setup" | "sign-in" | "in";

/** Who we are to the backend, for as long as the page lives. */
export interface Session {
  readonly client: Client;
  readonly phase: Accessor<Phase>;
  /** Why the backend is unreachable. */
  readonly problem: Accessor<string>;
  readonly status: Accessor<SecurityStatus | undefined>;
  /** Version of the backend; undefined until it is known. */
  readonly version: Accessor<string | undefined>;
  /** Finds out anew where we stand. */
  begin(): Promise<void>;
  /** Looks whether the session is still good, after something was refused. */
  check(): Promise<void>;
  /** Ends the session and shows the sign-in page. */
  leave(): Promise<void>;
}

/** Creates the session; call begin to start it. */
export function createSession(connection: Connection): Session {
  const [phase, setPhase] = createSignal<Phase>("starting");
  const [problem, setProblem] = createSignal("");
  const [status, setStatus] = createSignal<SecurityStatus>();
  const [version, setVersion] = createSignal<string>();
  const client = makeClient(connection, () => {
    if (phase() === "in") setPhase("sign-in");
  });

  const look = async (): Promise<Phase> => {
    const found = await fetchSecurityStatus(client);
    setStatus(found);
    const own = connection.token !== undefined; // the window needs no account for itself
    if (!found.hasAuthentication && !found.disabled && !own) return "setup";
    return (await maySee(client)) ? "in" : "sign-in";
  };

  return {
    client,
    phase,
    problem,
    status,
    version,
    async begin() {
      try {
        setVersion(await fetchVersion(client).catch(() => undefined));
        setPhase(await look());
      } catch (error) {
        setProblem(wordsOf(error));
        setPhase("unreachable");
      }
    },
    async check() {
      const allowed = await maySee(client).catch(() => true); // no answer at all is not a refusal
      if (!allowed && phase() === "in") setPhase("sign-in");
    },
    async leave() {
      await signOut(client);
      setPhase("sign-in");
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
