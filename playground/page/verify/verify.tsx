/**
 * Tells step by step why a signature passes or fails.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { SchemeName } from "../../api/order.ts";
import type { VerifyReport } from "../../api/signature.ts";
import { sign, verify } from "../api/client.ts";
import { playground } from "../state/playground.ts";
import { attempt } from "../state/view.ts";
import { Icon } from "../ui/icons.tsx";
import { SendKey } from "../ui/send_key.tsx";
import { VerifySteps } from "./verify_steps.tsx";

const scheme: Signal<SchemeName> = signal("standard-webhooks");
const secret: Signal<string> = signal("");
const headers: Signal<string> = signal("");
const body: Signal<string> = signal("");
const now: Signal<string> = signal("");
const report: Signal<VerifyReport | null> = signal(null);

/** The body of the example. */
const EXAMPLE = `{"event":"order.paid","id":"ord_1042"}`;

/** The form, and beside it what was found. */
export function Verify(): JSX.Element {
  return (
    <div class="verify">
      <VerifyForm />
      <section class="panel" aria-label="Verification">
        <header>
          <h2>Verification</h2>
        </header>
        {report.value ? <VerifySteps report={report.value} /> : (
          <div class="empty">
            <p>Paste a webhook as it was received.</p>
            <p class="dim">
              Each step shows what was found: which bytes were signed, how old they are, and both
              signatures. Nothing of it is kept.
            </p>
          </div>
        )}
      </section>
    </div>
  );
}

function VerifyForm(): JSX.Element {
  const schemes = playground.value?.schemes ?? [];
  const chosen = schemes.find(({ name }) => name === scheme.value);
  const submit = (event: Event) => {
    event.preventDefault();
    check();
  };
  return (
    <form class="panel stack verify-form" aria-label="What was received" onSubmit={submit}>
      <header>
        <h2>What was received</h2>
      </header>
      <label>
        <span>Scheme</span>
        <select
          value={scheme.value}
          onChange={({ currentTarget }) => {
            scheme.value = currentTarget.value as SchemeName;
            report.value = null;
          }}
        >
          {schemes.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
        </select>
      </label>
      <label>
        <span>{scheme.value === "discord" ? "Public key" : "Secret"}</span>
        <Line value={secret} />
      </label>
      <label>
        <span>Headers {chosen && <small>it reads {chosen.headers.join(", ")}</small>}</span>
        <Area value={headers} rows={5} placeholder="name: value" />
      </label>
      <label>
        <span>
          Body <small>every byte counts; a browser takes line breaks as LF</small>
        </span>
        <Area value={body} rows={7} placeholder={EXAMPLE} />
      </label>
      <label>
        <span>
          Time of receipt <small>ISO date; empty: now</small>
        </span>
        <Line value={now} placeholder="2026-01-31T12:00:00Z" />
      </label>
      <footer>
        <button type="submit" class="primary">
          <Icon name="yes" /> Verify <SendKey />
        </button>
        <button type="button" onClick={fill}>Fill in an example</button>
      </footer>
    </form>
  );
}

function Line({ value, placeholder }: {
  readonly value: Signal<string>;
  readonly placeholder?: string;
}): JSX.Element {
  return (
    <input
      type="text"
      autocomplete="off"
      spellcheck={false}
      placeholder={placeholder}
      value={value.value}
      onInput={({ currentTarget }) => value.value = currentTarget.value}
    />
  );
}

function Area({ value, rows, placeholder }: {
  readonly value: Signal<string>;
  readonly rows: number;
  readonly placeholder: string;
}): JSX.Element {
  return (
    <textarea
      rows={rows}
      spellcheck={false}
      placeholder={placeholder}
      value={value.value}
      onInput={({ currentTarget }) => value.value = currentTarget.value}
    />
  );
}

/** Verifies what is in the form. */
export async function check(): Promise<void> {
  await attempt(async () => {
    report.value = await verify({
      scheme: scheme.value,
      secret: secret.value,
      headers: headers.value,
      body: body.value,
      ...(now.value && { now: now.value }),
    });
  });
}

async function fill(): Promise<void> {
  await attempt(async () => {
    const example = await sign({ scheme: scheme.value, body: EXAMPLE });
    secret.value = example.secret;
    headers.value = example.headers;
    body.value = example.body;
    now.value = "";
    report.value = null;
  });
}
