/**
 * Verifies a signature step by step, and signs examples.
 *
 * @module
 */

import type { SchemeName } from "../api/order.ts";
import type {
  SignedExample,
  SignRequest,
  VerifyReport,
  VerifyRequest,
  VerifyStep,
} from "../api/signature.ts";
import { Problem } from "../engine/problem.ts";
import { makeSecret, openScheme, openVerifier, SCHEMES } from "../engine/schemes.ts";
import { type ClaimText, readClaim } from "./claims.ts";

/** How far the time of a signature may lie from now, in ms, as the library has it. */
const TOLERANCE = 300_000;

/**
 * Verifies a message, and tells how.
 *
 * @param request The message, the scheme and the secret. Nothing of it is kept.
 * @returns Every step; the verdict is the library's own.
 */
export async function verify(request: VerifyRequest): Promise<VerifyReport> {
  const { scheme, secret, body } = request;
  const now = request.now === undefined ? Date.now() : Date.parse(request.now);
  if (Number.isNaN(now)) throw new Problem("'now' must be a date", { path: "now" });
  const headers = parseHeaders(request.headers);
  const facts = SCHEMES.find(({ name }) => name === scheme);
  if (!facts) throw new Problem("There is no such scheme", { path: "scheme" });
  const steps: VerifyStep[] = [];
  const missing = facts.headers.filter((name) => !headers.has(name));
  steps.push({
    title: "The headers are there",
    state: missing.length === 0 ? "passed" : "failed",
    detail: missing.length === 0
      ? `It reads ${facts.headers.join(", ")}`
      : `Missing: ${missing.join(", ")}`,
    facts: facts.headers.map((name) => ({ name, value: headers.get(name) ?? "(missing)" })),
  });
  const verifier = open(() => openVerifier(scheme, secret, { now: () => now }));
  steps.push({
    title: "The secret is one of this scheme",
    state: "problem" in verifier ? "failed" : "passed",
    detail: "problem" in verifier ? verifier.problem : "It can be read",
  });
  const claim = readClaim(scheme, headers);
  steps.push(timeStep(scheme, claim, now));
  steps.push({
    title: "What was signed",
    state: claim.prefix === null ? "skipped" : "passed",
    detail: claim.prefix === null
      ? "It cannot be put together without the headers"
      : claim.prefix === ""
      ? "The raw body alone"
      : "These characters, then the raw body, every byte as it came",
    facts: claim.prefix === null ? [] : [{ name: "signed content", value: claim.prefix + body }],
  });
  steps.push(await signatureStep(request, claim, "problem" in verifier ? null : verifier.value));

  if ("problem" in verifier) {
    return { ok: false, reason: "invalid-secret", summary: verifier.problem, steps };
  }
  const verdict = await verifier.value.verify({ headers, body });
  return verdict.ok
    ? { ok: true, reason: null, summary: "The message is genuine", steps }
    : { ok: false, reason: verdict.reason, summary: verdict.error, steps };
}

/**
 * Signs an example.
 *
 * @param request The scheme and the body.
 * @returns The headers, and the secret.
 */
export async function sign({ scheme, secret, body }: SignRequest): Promise<SignedExample> {
  const own = secret ?? makeSecret(scheme);
  const opened = open(() => openScheme(scheme, own));
  if ("problem" in opened) throw new Problem(opened.problem, { path: "secret" });
  const headers = await opened.value.sign({ id: `msg_${crypto.randomUUID()}`, body });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return { secret: own, headers: lines.join("\n"), body };
}

/** Headers as they are pasted. A line that is none is skipped, as the first line of a request is. */
function parseHeaders(text: string): Headers {
  const headers = new Headers();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    try {
      headers.append(name, value);
    } catch {
      throw new Problem(`The value of header '${name}' is not allowed in HTTP`, {
        path: "headers",
      });
    }
  }
  return headers;
}

function timeStep(scheme: SchemeName, claim: ClaimText, now: number): VerifyStep {
  const title = "The timestamp is near enough";
  if (scheme === "github") {
    return {
      title,
      state: "skipped",
      detail: "GitHub signs no time: old messages can be replayed",
    };
  }
  if (claim.time === null) return { title, state: "skipped", detail: "There is no timestamp" };
  const seconds = /^[+-]?\d{1,12}$/.test(claim.time) ? Number(claim.time) : NaN;
  if (Number.isNaN(seconds)) {
    return { title, state: "failed", detail: "The timestamp is no number of seconds" };
  }
  const age = Math.floor(now / 1000) - seconds;
  const facts = [
    { name: "signed at", value: new Date(seconds * 1000).toISOString() },
    { name: "verified at", value: new Date(now).toISOString() },
  ];
  if (scheme === "discord") {
    return { title, state: "passed", detail: `Discord names no limit; it is ${age} s old`, facts };
  }
  const isNear = Math.abs(age) * 1000 <= TOLERANCE;
  const detail = `It is ${Math.abs(age)} s ${age < 0 ? "in the future" : "old"}; 300 s are allowed`;
  return { title, state: isNear ? "passed" : "failed", detail, facts };
}

async function signatureStep(
  { scheme, secret, body }: VerifyRequest,
  claim: ClaimText,
  verifier: ReturnType<typeof openVerifier> | null,
): Promise<VerifyStep> {
  const title = "The signature fits";
  if (claim.signature === null || verifier === null) {
    return { title, state: "skipped", detail: "It takes the headers and the secret" };
  }
  const facts = [{ name: "received", value: claim.signature }];
  if (scheme !== "discord") {
    facts.unshift({ name: "expected", value: await expected(scheme, secret, body, claim) });
  }
  // At the time at which it was signed, so that only the signature can be wrong.
  const then = Number(claim.time ?? 0) * 1000;
  const timeless = openVerifier(scheme, secret, { now: () => then });
  const verdict = await timeless.verify({ headers: claim.headers, body });
  return {
    title,
    state: verdict.ok ? "passed" : "failed",
    detail: verdict.ok
      ? "What was received is what the secret makes of this content"
      : `${verdict.error}. Is it another secret, or was the body changed by so much as a space?`,
    facts,
  };
}

/** What the secret makes of the content, under the id and at the time that the headers claim. */
async function expected(
  scheme: SchemeName,
  secret: string,
  body: string,
  claim: ClaimText,
): Promise<string> {
  const seconds = Number(claim.time ?? 0);
  if (Number.isNaN(seconds)) return "(no timestamp)";
  try {
    const signed = await openScheme(scheme, secret).sign({
      ...(claim.id !== null && { id: claim.id }),
      timestamp: new Date(seconds * 1000),
      body,
    });
    return readClaim(scheme, new Headers(signed)).signature ?? "";
  } catch (error) {
    return `(${(error as Error).message})`;
  }
}

/** What a function returns, or what it complains about; no complaint of the library has a secret. */
function open<T>(work: () => T): { readonly value: T } | { readonly problem: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
