/**
 * How many hooks may still be scheduled.
 *
 * @module
 */

/** The quota of hooks, as an answer tells it in its headers. */
export interface QuotaInfo {
  /** How many hooks may be scheduled in the period. */
  readonly limit: number;
  /** How many were. */
  readonly usage: number;
  /** How many are left. */
  readonly remaining: number;
  /** When the count starts anew, as RFC 3339 text; `null` when the answer does not tell. */
  readonly resetsAt: string | null;
}

/**
 * Reads the quota.
 *
 * @param headers The headers of an answer.
 * @returns The quota, or `null` if the headers name no limit.
 */
export function readQuota(headers: Headers | null | undefined): QuotaInfo | null {
  const limit = headers?.get("posthook-hookquota-limit");
  if (!headers || !limit || Number.isNaN(Number(limit))) return null;
  const count = (name: string) => Number(headers.get(`posthook-hookquota-${name}`)) || 0;
  const resetsAt = headers.get("posthook-hookquota-resets-at") ?? "";
  return {
    limit: Number(limit),
    usage: count("usage"),
    remaining: count("remaining"),
    resetsAt: Number.isNaN(Date.parse(resetsAt)) ? null : resetsAt,
  };
}
