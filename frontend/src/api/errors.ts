import { json, number, text } from "../lib/decode";

export { wordsOf } from "../lib/thrown";

/** An answer of the backend that is not a success, or no answer at all (status 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0 when the backend did not answer. */
  readonly status: number;
  /** The machine's word for it, when the backend gave one. */
  readonly code: string | undefined;
  /** Seconds to wait before trying again, when the backend asks for it. */
  readonly retryAfter: number | undefined;
  /** Everything that stood in the answer. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(message: string, status: number, details: Partial<Pick<ApiError, "code" | "retryAfter" | "body">> = {}) {
    super(message);
    this.status = status;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
    this.body = details.body ?? {};
  }
}

/** The error that an answer describes, in JSON or in plain text. */
export async function errorOf(response: Response): Promise<ApiError> {
  const raw = (await response.text().catch(() => "")).trim();
  const body = json(parsed(raw)) ?? {};
  const retryAfter = number(Number(response.headers.get("Retry-After") ?? undefined));
  const message = messageOf(body) ?? (raw === "" || raw.startsWith("<") ? plainWords(response.status) : raw.slice(0, 200));
  return new ApiError(message, response.status, { code: text(body.code) ?? text(body.error), retryAfter, body });
}

/** The member of what was sent that an error is about, when the backend names one. */
export function fieldOf(error: unknown): string | undefined {
  return error instanceof ApiError ? text(json(error.body.details)?.field) : undefined;
}

/** `error` is a sentence in most answers and a single word in some, which then have `message`. */
function messageOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const [error, message] = [text(body.error), text(body.message)];
  if (message !== undefined && (error === undefined || /^[a-z_]+$/.test(error))) return message;
  return error ?? message;
}

function plainWords(status: number): string {
  if (status === 401) return "You are not signed in.";
  if (status === 403) return "You may not do that.";
  if (status === 404) return "The server does not have that.";
  if (status === 429) return "Too many requests in a short time.";
  return `The server answered with an error (${status}). Its log says more.`;
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
