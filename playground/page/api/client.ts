/**
 * Asks the playground's server.
 *
 * @module
 */

import type { CodeRequest, GeneratedCode } from "../../api/code.ts";
import type { Comparison, RunRecord } from "../../api/history.ts";
import type { Fault, Order } from "../../api/order.ts";
import type { ApiProblem } from "../../api/problem.ts";
import type { Resend, RunStarted, RunSummary } from "../../api/run.ts";
import type { Scenario } from "../../api/scenario.ts";
import type {
  SignedExample,
  SignRequest,
  VerifyReport,
  VerifyRequest,
} from "../../api/signature.ts";
import type { PlaygroundState, SchemaName } from "../../api/state.ts";
import { token } from "./token.ts";

/** The server said no. */
export class ApiError extends Error {
  /** The status of its answer; 0 where none came. */
  readonly status: number;
  /** What it said. */
  readonly problem: ApiProblem;

  constructor(status: number, problem: ApiProblem) {
    super(problem.path ? `${problem.path}: ${problem.error}` : problem.error);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: JSON.stringify(body) });
  } catch {
    throw new ApiError(0, { error: "The playground does not answer: is it still running?" });
  }
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, problemOf(response, text));
  return (text ? JSON.parse(text) : undefined) as T;
}

function problemOf({ status }: Response, text: string): ApiProblem {
  try {
    const problem: Partial<ApiProblem> = JSON.parse(text);
    if (typeof problem.error === "string") return { ...problem, error: problem.error };
  } catch {
    // What is no JSON is told by its status.
  }
  return { error: `The playground answered ${status}` };
}

const part = encodeURIComponent;

/** What is there to begin with. */
export function getState(): Promise<PlaygroundState> {
  return ask("GET", "/api/state");
}

/** Begins a run. */
export function startRun(order: Order): Promise<RunStarted> {
  return ask("POST", "/api/runs", order);
}

/** Ends a run early. */
export function abortRun(id: string): Promise<void> {
  return ask("POST", `/api/runs/${part(id)}/abort`);
}

/** Sends a run again. */
export function resendRun(id: string, parts: Resend): Promise<RunStarted> {
  return ask("POST", `/api/runs/${part(id)}/resend`, parts);
}

/** What was sent so far. */
export function getHistory(): Promise<RunSummary[]> {
  return ask("GET", "/api/history");
}

/** One run in full. */
export function getRun(id: string): Promise<RunRecord> {
  return ask("GET", `/api/history/${part(id)}`);
}

/** Forgets one run, or all. */
export function forgetRun(id?: string): Promise<void> {
  return ask("DELETE", id === undefined ? "/api/history" : `/api/history/${part(id)}`);
}

/** Two runs side by side. */
export function compareRuns(a: string, b: string): Promise<Comparison> {
  return ask("GET", `/api/compare?a=${part(a)}&b=${part(b)}`);
}

/** Code that sends the same. */
export function generateCode(request: CodeRequest): Promise<GeneratedCode> {
  return ask("POST", "/api/code", request);
}

/** Lets things go wrong from now on, for runs under way too. */
export function applyFaults(faults: readonly Fault[]): Promise<void> {
  return ask("POST", "/api/faults", faults);
}

/** Makes all well again. */
export function clearFaults(): Promise<void> {
  return ask("DELETE", "/api/faults");
}

/** Keeps a scenario as a file. */
export function saveScenario(scenario: Scenario): Promise<void> {
  return ask("PUT", `/api/scenarios/${part(scenario.name)}`, scenario);
}

/** All scenarios there are. */
export function getScenarios(): Promise<Scenario[]> {
  return ask("GET", "/api/scenarios");
}

/** Tells step by step why a signature passes or fails. */
export function verify(request: VerifyRequest): Promise<VerifyReport> {
  return ask("POST", "/api/verify", request);
}

/** Signs an example. */
export function sign(request: SignRequest): Promise<SignedExample> {
  return ask("POST", "/api/sign", request);
}

/** The schema of what the editor holds. */
export function getSchema(name: SchemaName): Promise<object> {
  return ask("GET", `/schemas/${name}.json`);
}
