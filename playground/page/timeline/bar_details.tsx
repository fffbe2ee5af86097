/**
 * A bar, opened: what was said on the wire.
 *
 * @module
 */

import type { JSX } from "preact";
import type { WireBody } from "../../api/wire.ts";
import { CopyButton } from "../ui/copy_button.tsx";
import { Icon } from "../ui/icons.tsx";
import { duration, size } from "../ui/words.ts";
import type { Bar, Row } from "./model.ts";
import { openBar } from "./timeline.tsx";
import { describeBar, describeReason, nameRow } from "./words.ts";

/** All that is known of the bar's attempt. */
export function BarDetails({ row, bar, now }: {
  readonly row: Row;
  readonly bar: Bar;
  readonly now: number;
}): JSX.Element {
  const { request, answer } = bar.attempt;
  return (
    <section class="details" aria-label="Opened bar">
      <header>
        <h3>{nameRow(row, row.part > 1)}: {describeBar(bar, now)}</h3>
        <button
          type="button"
          class="plain"
          aria-label="Close the bar"
          onClick={() => openBar.value = null}
        >
          <Icon name="close" />
        </button>
      </header>
      <Facts bar={bar} />
      <div class="wire">
        {request && (
          <Message
            title="Request"
            first={`${request.method} ${request.url}`}
            note={request.seen === "wire" ? "as received" : "as handed to fetch"}
            headers={request.headers}
            body={request.body}
          />
        )}
        {answer && (
          <Message
            title="Answer"
            first={String(answer.status)}
            note="as it came"
            headers={answer.headers}
            body={answer.body}
          />
        )}
        {!answer && bar.attempt.outcome && <p class="hint">No answer came.</p>}
      </div>
    </section>
  );
}

function Facts({ bar: { attempt } }: { readonly bar: Bar }): JSX.Element {
  const { outcome, proxy, burnt, signature } = attempt;
  return (
    <dl class="facts">
      {outcome?.error && (
        <>
          <dt>error</dt>
          <dd>{outcome.kind}: {outcome.error}</dd>
        </>
      )}
      {outcome && outcome.queued >= 1 && (
        <>
          <dt>queued</dt>
          <dd>{duration(outcome.queued)}</dd>
        </>
      )}
      {outcome && outcome.wait !== null && (
        <>
          <dt>then waits</dt>
          <dd>{duration(outcome.wait)}, {describeReason(attempt)}</dd>
        </>
      )}
      {proxy && (
        <>
          <dt>proxy</dt>
          <dd>{proxy}</dd>
        </>
      )}
      {burnt && (
        <>
          <dt>burnt</dt>
          <dd>{burnt.name}, rests for {duration(burnt.rest)}</dd>
        </>
      )}
      {signature && (
        <>
          <dt>signed</dt>
          <dd>{signature.scheme}: {signature.headers.map(([name]) => name).join(", ")}</dd>
        </>
      )}
    </dl>
  );
}

function Message({ title, first, note, headers, body }: {
  readonly title: string;
  readonly first: string;
  readonly note: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WireBody;
}): JSX.Element {
  return (
    <section class="message" aria-label={title}>
      <header>
        <h4>{title}</h4>
        <span class="dim">{note}</span>
        {body.text !== null && body.size > 0 && <CopyButton text={body.text} label="Copy body" />}
      </header>
      <div class="code" tabIndex={0} role="group" aria-label={`${title} on the wire`}>
        <p class="first-line">{first}</p>
        {headers.map(([name, value], index) => (
          <p key={index}>
            <span class="header-name">{name}:</span> {value}
          </p>
        ))}
        {body.size > 0 && <pre>{shown(body)}</pre>}
        {body.parts?.map((part, index) => (
          <p key={index} class="part">
            <span class="header-name">part {part.name}</span> {part.filename} {part.type}{" "}
            {size(part.size)}
            {part.text && <pre>{pretty(part.text)}</pre>}
          </p>
        ))}
        {body.cut && <p class="dim">… {size(body.size)} in all</p>}
      </div>
    </section>
  );
}

function shown({ text }: WireBody): string {
  return text === null ? "" : pretty(text);
}

/** JSON with line breaks; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
