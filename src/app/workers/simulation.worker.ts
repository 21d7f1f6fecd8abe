import { transferablesOf } from '../../sim';
import { answer } from './answer';
import type { Reply, Request } from './protocol';

/** One request after the other; traces are handed over, not copied. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<Request>) => {
  queue = queue.then(async () => {
    const reply = await answer(event.data, (facts) => {
      self.postMessage({ kind: 'progress', id: event.data.id, facts } satisfies Reply);
    });
    const transfer = reply.kind === 'simulate' && reply.reply.kind === 'simulated' ? transferablesOf(reply.reply.trace) : [];
    self.postMessage(reply, { transfer });
  });
});
