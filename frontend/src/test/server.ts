import { vi } from "vitest";

/** One request as the stand-in server saw it. */
export interface Seen {
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: unknown;
}

type Reply = Response | object | string;

/** A stand-in for the backend: answers by "METHOD /path" and remembers what was asked. Unknown routes are 404. */
export function makeServer(routes: Readonly<Record<string, (seen: Seen) => Reply | Promise<Reply>>>) {
  const requests: Seen[] = [];
  const answer = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const { pathname, searchParams } = new URL(input, "http://pulse.test");
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const seen = { route: `${init.method ?? "GET"} ${pathname}`, query: searchParams, headers: new Headers(init.headers), body };
    requests.push(seen);
    const reply = await Promise.resolve(routes[seen.route]?.(seen) ?? new Response("404 page not found", { status: 404 }));
    return reply instanceof Response ? reply : Response.json(reply);
  };
  vi.stubGlobal("fetch", answer);
  return { requests, asked: (route: string) => requests.filter((seen) => seen.route === route) };
}

/** A JSON answer with a status of its own. */
export function refuse(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}
