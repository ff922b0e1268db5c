// The simulator as tests steer and read it, over its control route.

import { createHash } from "node:crypto";

import { SIMULATOR } from "./addresses.ts";

/** A key with which everything works. */
export const WORKING_KEY = "sim-ok";

/** One request that the simulator received. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly header_names: readonly string[];
  readonly content_type: string;
  /** The scheme and the start of the value's SHA-256; the key itself is never logged. */
  readonly authorization: { readonly scheme: string; readonly sha256_prefix: string } | null;
  readonly json: unknown;
  readonly body_bytes: number;
  readonly answer_status: number;
}

/** What can be changed; what is absent stays. */
export interface SimulatorSettings {
  /** How long a job is in the queue. */
  readonly queue_millis?: number;
  /** How long a job is in progress, at least. */
  readonly run_millis?: number;
  /** Which answers the page can read. */
  readonly cors?: "all" | "none" | "no-errors" | "no-upload" | "no-media" | "nothing-exposed";
  /** The key of the proxies; `null` = not configured. */
  readonly proxy_key?: string | null;
  /** The proxies turn every HTTP status into 200. */
  readonly is_proxy_flattening?: boolean;
  /** What goes wrong with the next calls. */
  readonly failures?: readonly Failure[];
}

/** The next calls of a kind go wrong. */
export interface Failure {
  readonly on: "submit" | "status" | "result" | "list" | "cancel" | "delete" | "initiate" | "upload" | "media";
  readonly way?: "status" | "reset" | "hang" | "204" | "html" | "truncated" | "broken" | "slow" | "no-cors" | "huge" | "deep" | "raw";
  readonly times?: number;
  readonly is_done?: boolean;
  readonly http_status?: number;
  readonly retry_after_seconds?: number;
  readonly bytes?: number;
  readonly bytes_per_second?: number;
  readonly levels?: number;
  readonly media_type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The body of a submit. */
export interface SubmitBody {
  readonly prompt: string;
  readonly image_urls: readonly string[];
  readonly mask_url?: string;
  readonly image_size: string | { readonly width: number; readonly height: number };
  readonly num_images: number;
  readonly output_format: string;
  readonly metadata: Readonly<Record<string, string>>;
}

async function control(action: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(
    `${SIMULATOR}/__control/${action}`,
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
  );
  if (!answer.ok) {
    throw new Error(`the simulator answered ${answer.status} to ${action}: ${await answer.text()}`);
  }
  return answer.json();
}

/** Forgets all jobs, files and requests, and takes its first settings again. */
export async function resetSimulator(): Promise<void> {
  await control("reset", {});
}

/** Changes how it behaves. */
export async function setSimulator(settings: SimulatorSettings): Promise<void> {
  await control("settings", settings);
}

/** All requests since the last reset, the oldest first, without the browser's own preflights. */
export async function loggedRequests(): Promise<LoggedRequest[]> {
  const log = (await control("log")) as { requests: LoggedRequest[] };
  return log.requests.filter((request) => request.method !== "OPTIONS");
}

/** The requests that submit a job. */
export function submitsOf(log: readonly LoggedRequest[]): LoggedRequest[] {
  return log.filter((request) => request.method === "POST" && /\/openai\/gpt-image-[^/]+(\/[a-z]+)?\/edit$/.test(request.path));
}

/** The body of a submit. */
export function submitBody(request: LoggedRequest | undefined): SubmitBody {
  if (request === undefined || typeof request.json !== "object" || request.json === null) {
    throw new Error("there is no submit with a JSON body in the simulator's log");
  }
  return request.json as SubmitBody;
}

/** How the log shows the `Authorization` header of a key. */
export function loggedAuthorization(key: string): LoggedRequest["authorization"] {
  const hash = createHash("sha256").update(`Key ${key}`).digest("hex");
  return { scheme: "Key", sha256_prefix: hash.slice(0, 12) };
}

/** The bytes of a file at one of the simulator's addresses. */
export async function bytesAt(url: string): Promise<Buffer> {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status}`);
  }
  return Buffer.from(await answer.arrayBuffer());
}
