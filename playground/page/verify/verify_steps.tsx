/**
 * The steps of a verification.
 *
 * @module
 */

import type { JSX } from "preact";
import type { VerifyReport, VerifyStep } from "../../api/signature.ts";
import { Icon, type IconName } from "../ui/icons.tsx";

const ICONS: Readonly<Record<VerifyStep["state"], IconName>> = {
  passed: "yes",
  failed: "close",
  skipped: "none",
};

/** The verdict, and how it came about. */
export function VerifySteps({ report: { ok, summary, reason, steps } }: {
  readonly report: VerifyReport;
}): JSX.Element {
  return (
    <div class="verify-steps">
      <p class={`verdict ${ok ? "ok" : "failed"}`} role="status" data-state={ok ? "ok" : "failed"}>
        {summary} {reason && <code>{reason}</code>}
      </p>
      <ol>
        {steps.map(({ title, state, detail, facts = [] }) => (
          <li key={title} class={state} data-state={state}>
            <Icon name={ICONS[state]} />
            <div>
              <h3>
                {title} <span class="hidden">{state}</span>
              </h3>
              <p>{detail}</p>
              {facts.length > 0 && (
                <dl>
                  {facts.map(({ name, value }) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>
                        <code>{value}</code>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
