import { brokenRule } from '../brokenRule';
import { utf8Bytes } from '../sqs/messageSize';
import type { CreateSubscriberRequest, PublishEntry, PublishResultEntry } from './busApi';
import { parsedDetail } from './entries';
import { problemOfLimits } from './retryPolicy';
import { subscriberLimits } from './subscriber';

export const retentionDaysMax = 365;
/** Entries of one call. */
export const publishEntriesMax = 100;
/** Greatest event, as of the service's quotas. */
const eventBytesMax = 1_048_576;

/** What is wrong with one entry: it fails alone. */
export function problemOfPublish(entry: PublishEntry): PublishResultEntry | null {
  const { Source, DetailType, Detail = '{}', SystemMetadata = {} } = entry;
  const problem = brokenRule([
    [isWithin(Source, 256) && !Source.startsWith('aws.'), 'Source must have 1 to 256 characters and not begin with aws.'],
    [isWithin(DetailType, 128), 'DetailType must have 1 to 128 characters.'],
    [parsedDetail(Detail) !== null, 'Detail must be a JSON object.'],
    [utf8Bytes(Detail) <= eventBytesMax, 'The event is too large.'],
    [isWithin(SystemMetadata.EventGroupId ?? 'x', 128), 'EventGroupId must have 1 to 128 characters.'],
    [isWithin(SystemMetadata.DeduplicationId ?? 'x', 128), 'DeduplicationId must have 1 to 128 characters.'],
  ]);
  return problem === null ? null : { ErrorCode: 'ValidationException', ErrorMessage: problem };
}

const isWithin = (text: string, max: number): boolean => text.length >= 1 && text.length <= max;

/** What the bus has against a subscriber; null = nothing. */
export function problemOfSubscriber(
  request: CreateSubscriberRequest,
  window: { readonly fromUs: number; readonly nowUs: number },
): string | null {
  const { Filters, StartingPosition = 'LATEST', PointInTime, To, Type = 'UNORDERED' } = request;
  const startUs = PointInTime?.PointType === 'TIMESTAMP' ? PointInTime.StartingPointUs : window.fromUs;
  const needsGroup = 'queue' in To && To.queue.fifo;
  return (
    brokenRule([
      [Filters.length > 0, 'Filters must contain at least one filter.'],
      [(StartingPosition === 'POINT_IN_TIME') === (PointInTime !== undefined), 'PointInTimeConfiguration belongs to POINT_IN_TIME.'],
      [startUs >= window.fromUs && startUs <= window.nowUs, 'StartingPoint must be within the retention window and not in the future.'],
      [!needsGroup || Type === 'FIFO', 'A FIFO queue needs a FIFO subscriber, whose event group it takes.'],
    ]) ?? problemOfLimits(subscriberLimits(request.RetryPolicy))
  );
}
