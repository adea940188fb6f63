import type { Parse } from "../lib/decode";
import type { Connection } from "./connection";
import { ApiError, errorOf } from "./errors";

/** How one request is made. */
export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A refused login is an answer; it does not end the session of the page. */
  readonly anonymous?: boolean;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Speaks to the backend. Every failure is an ApiError. */
export interface Client {
  readonly connection: Connection;
  /** Reads a value; an answer of another form is an ApiError. */
  get<T>(path: string, parse: Parse<T>, options?: RequestOptions): Promise<T>;
  /** Changes something and gives the decoded JSON of the answer, or undefined when it is not JSON. */
  send(method: Exclude<Method, "GET">, path: string, options?: RequestOptions): Promise<unknown>;
}

/** Longest pause that a page waits by itself when the server says "later". */
const patience = 5;

/** Makes a client; onSignedOut is called when the backend no longer knows who we are. */
export function makeClient(connection: Connection, onSignedOut: () => void): Client {
  const once = (method: Method, path: string, options: RequestOptions) =>
    fetch(connection.url + path, {
      method,
      headers: headersOf(method, connection, options),
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      credentials: "same-origin",
      signal: options.signal,
    }).catch((reason: unknown) => {
      if (options.signal?.aborted === true) throw reason;
      throw new ApiError("Pulse does not answer. Is it running, and is the network up?", 0);
    });

  const request = async (method: Method, path: string, options: RequestOptions): Promise<Response> => {
    const response = await once(method, path, options);
    if (response.ok) return response;
    const error = await errorOf(response);
    if (!(await mayRepeat(error))) throw reported(error, options);
    const second = await once(method, path, options);
    if (second.ok) return second;
    throw reported(await errorOf(second), options);
  };

  const reported = (error: ApiError, options: RequestOptions): ApiError => {
    if (error.status === 401 && options.anonymous !== true) onSignedOut();
    return error;
  };

  return {
    connection,
    async get(path, parse, options = {}) {
      const response = await request("GET", path, options);
      const value = parse(await response.json().catch(() => undefined));
      if (value === undefined) throw new ApiError(`The answer of ${path} is not what it should be.`, response.status);
      return value;
    },
    async send(method, path, options = {}) {
      const response = await request(method, path, options);
      const answer: unknown = await response.json().catch(() => undefined);
      return answer;
    },
  };
}

/** A stale CSRF cookie has been renewed by the refusal; a short "later" is waited for. */
async function mayRepeat(error: ApiError): Promise<boolean> {
  if (error.status === 403) return error.message.includes("CSRF");
  if (error.status !== 429) return false;
  const seconds = error.retryAfter ?? 2;
  if (seconds > patience) return false;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return true;
}

function headersOf(method: Method, connection: Connection, options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (connection.token !== undefined) headers.Authorization = `Bearer ${connection.token}`;
  const csrf = method === "GET" ? undefined : cookie("pulse_csrf");
  if (csrf !== undefined) headers["X-CSRF-Token"] = csrf;
  return headers;
}

function cookie(name: string): string | undefined {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
