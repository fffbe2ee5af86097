/**
 * The faults, in words.
 *
 * @module
 */

import type { Fault } from "../../api/order.ts";

/** A number or choice that a fault has. */
export interface FaultField {
  readonly name: "wait" | "status" | "scope";
  readonly title: string;
  /** The choices; a number where there are none. */
  readonly choices?: readonly string[];
}

/** A kind of fault. */
export interface FaultKind {
  readonly title: string;
  readonly about: string;
  /** The fault to begin with. */
  readonly first: Fault;
  readonly fields: readonly FaultField[];
  /** Whether it hits so many requests in a row; others last until they are cleared. */
  readonly counted: boolean;
}

const WAIT: FaultField = { name: "wait", title: "wait, ms" };
const SCOPE: FaultField = {
  name: "scope",
  title: "scope",
  choices: ["user", "shared", "global"],
};
const STATUS: FaultField = { name: "status", title: "status" };

function kind(
  title: string,
  about: string,
  first: Fault,
  fields: readonly FaultField[] = [],
  counted = true,
): FaultKind {
  return { title, about, first, fields, counted };
}

/** All kinds. */
export const FAULT_KINDS: Readonly<Record<Fault["kind"], FaultKind>> = {
  "rate-limit": kind(
    "Rate limit",
    "429, and a wait",
    { kind: "rate-limit", wait: 1500 },
    [WAIT, SCOPE],
  ),
  "ban": kind("Cloudflare ban", "429 at the edge", { kind: "ban", wait: 3000 }, [WAIT]),
  "server-error": kind(
    "Server errors",
    "a storm of 5xx",
    { kind: "server-error", status: 503, times: 2 },
    [STATUS],
  ),
  "cut": kind("Cut", "reset before an answer", { kind: "cut" }),
  "lost-answer": kind("Lost answer", "taken, then cut", { kind: "lost-answer" }),
  "hang": kind("Hang", "no answer at all", { kind: "hang" }),
  "slow": kind("Slow", "the answer comes late", { kind: "slow", wait: 1000 }, [WAIT]),
  "redirect": kind("Redirect", "307 elsewhere", { kind: "redirect" }),
  "dead-webhook": kind("Dead webhook", "it was deleted", { kind: "dead-webhook" }, [], false),
  "proxy-dies": kind("Proxy dies", "proxy 1", { kind: "proxy-dies", proxy: 1 }, [], false),
  "proxy-hangs": kind("Proxy hangs", "proxy 1", { kind: "proxy-hangs", proxy: 1 }, [], false),
  "proxy-refuses": kind("Proxy refuses", "proxy 1", { kind: "proxy-refuses", proxy: 1 }, [], false),
};
