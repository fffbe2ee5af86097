/**
 * What is half typed may be more than a library can draw: the page must not go with it.
 *
 * @module
 */

import { Component, type ComponentChildren } from "preact";

/** What is guarded. */
interface GuardProps {
  /** What is drawn: once it is another, drawing is tried again. */
  readonly of: unknown;
  readonly children: ComponentChildren;
}

/** Draws what is within, or says that it cannot. */
export class Guard extends Component<GuardProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: GuardProps): void {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: false });
  }

  override render(): ComponentChildren {
    if (!this.state.failed) return this.props.children;
    return <p class="hint lost">This cannot be drawn; it would be posted all the same.</p>;
  }
}
