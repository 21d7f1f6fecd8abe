import { Component, type ReactNode } from 'react';
import { uiWords } from './words';

interface Props {
  readonly children: ReactNode;
  readonly onReload: () => void;
}

interface Failed {
  readonly message: string | null;
}

/** When the page itself breaks, the run value still stands in the address: it can be copied or loaded again. */
export class ErrorBoundary extends Component<Props, Failed> {
  override state: Failed = { message: null };

  static getDerivedStateFromError(error: unknown): Failed {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <main className="broken" role="alert">
        <h1>{uiWords.crashed}</h1>
        <p>{this.state.message}</p>
        <button type="button" className="button primary" onClick={this.props.onReload}>
          {uiWords.reload}
        </button>
      </main>
    );
  }
}
