import type { AmqpTable } from '../../router/exchanges';
import type { Delivery } from './message';
import type { Taken } from './taken';

/**
 * A delivery as its receiver sees it. A message that came back to a quorum queue says how often (RMQ-050: absent the first time;
 * `basic.get` says 0, recordings `basic-get-quorum`).
 */
export function deliveryOf(taken: Taken, to: { readonly consumerTag: string; readonly deliveryTag: number }): Delivery {
  const { exchange, routingKey, properties, body } = taken.message;
  const counts = countHeaders(taken, to.consumerTag === '');
  const headers = Object.keys(counts).length === 0 ? properties : { ...properties, headers: { ...properties.headers, ...counts } };
  return { ...to, redelivered: taken.redelivered, exchange, routingKey, properties: headers, body };
}

function countHeaders({ deliveryCount, acquiredCount }: Taken, fetched: boolean): AmqpTable {
  if (deliveryCount === null) return {};
  return {
    ...(deliveryCount > 0 || fetched ? { 'x-delivery-count': deliveryCount } : {}),
    ...(acquiredCount !== null && acquiredCount > 0 ? { 'x-acquired-count': acquiredCount } : {}),
  };
}
