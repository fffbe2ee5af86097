/**
 * The form of the options.
 *
 * @module
 */

import type { JSX } from "preact";
import { options, setUrl, target, url } from "../state/draft.ts";
import { playground } from "../state/playground.ts";
import { OptionInput } from "./option_input.tsx";
import { OPTION_GROUPS } from "./option_fields.ts";
import { ProxyChoice } from "./proxy_choice.tsx";
import { SignerInput } from "./signer_input.tsx";

/** All options. What is left empty is left to the library. */
export function OptionsForm(): JSX.Element {
  const groups = OPTION_GROUPS.filter((group) => !group.target || group.target === target.value);
  return (
    <form class="options" onSubmit={(event) => event.preventDefault()} autocomplete="off">
      <Destination />
      {groups.map(({ title, fields }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {fields.map((field) => <OptionInput key={field.path} field={field} />)}
        </fieldset>
      ))}
      <ProxyChoice />
      <SignerInput />
      <button type="reset" class="small" onClick={() => options.value = {}}>
        Back to defaults
      </button>
    </form>
  );
}

/** The fake, or a webhook of one's own. */
function Destination(): JSX.Element {
  const fake = playground.value?.targets.find(({ name }) => name === target.value);
  return (
    <fieldset class="wide">
      <legend>Destination</legend>
      <label class="wide">
        <span>URL of a real webhook</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder={fake ? `Empty: ${fake.title}` : "Empty: the fake"}
          value={url.value}
          onInput={({ currentTarget }) => setUrl(currentTarget.value.trim())}
        />
      </label>
    </fieldset>
  );
}
