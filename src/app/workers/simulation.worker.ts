import { answer } from './answer';
import type { Request } from './protocol';
import { transferablesOf } from './transferables';

/** One request after the other; traces are handed over, not copied. */
let queue: Promise<void> = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<Request>) => {
  queue = queue.then(async () => {
    const reply = await answer(event.data);
    const transfer = reply.kind === 'simulate' && reply.reply.kind === 'simulated' ? transferablesOf(reply.reply.trace) : [];
    self.postMessage(reply, { transfer });
  });
});
