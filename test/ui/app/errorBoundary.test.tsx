import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../../../src/app/ui/ErrorBoundary';

function Broken(): never {
  throw new Error('no such place');
}

test('a page that breaks says so, keeps the run in the address and can be loaded again', async () => {
  // React reports the error that this test makes on purpose.
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const reload = vi.fn<() => void>();
  render(
    <ErrorBoundary onReload={reload}>
      <Broken />
    </ErrorBoundary>,
  );
  expect(screen.getByRole('alert')).toHaveTextContent('no such place');
  await userEvent.click(screen.getByRole('button', { name: 'Load again' }));
  expect(reload).toHaveBeenCalledOnce();
  report.mockRestore();
});
