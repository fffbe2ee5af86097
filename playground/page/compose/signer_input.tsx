/**
 * Chooses how attempts are signed.
 *
 * @module
 */

import type { JSX } from "preact";
import type { SchemeName } from "../../api/order.ts";
import { options } from "../state/draft.ts";
import { playground } from "../state/playground.ts";
import { setOption } from "./option_input.tsx";

/** The scheme, and its secret. */
export function SignerInput(): JSX.Element {
  const { signer } = options.value;
  const schemes = playground.value?.schemes.filter(({ signs }) => signs) ?? [];
  const choose = (scheme: string) => {
    setOption("signer", scheme ? { scheme: scheme as SchemeName } : undefined);
  };
  return (
    <fieldset>
      <legend>Signature</legend>
      <label>
        <span>Scheme</span>
        <select
          value={signer?.scheme ?? ""}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">none</option>
          {schemes.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
        </select>
      </label>
      {signer && (
        <label>
          <span>Secret</span>
          <input
            type="password"
            autocomplete="off"
            placeholder="a fake one"
            value={signer.secret ?? ""}
            onInput={({ currentTarget }) => {
              setOption("signer.secret", currentTarget.value || undefined);
            }}
          />
        </label>
      )}
    </fieldset>
  );
}
