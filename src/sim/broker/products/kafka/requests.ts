import type { Fetched, Isolation } from '../../log/partition';
import type { LogRecord, NewRecord, ProducerStamp } from '../../log/record';
import { Phase } from '../../../kernel/agenda';
import type { Brokers } from './brokers';
import type { ClusterOptions } from './clusterOptions';
import { type KafkaError, kafkaError } from './outcome';
import type { HostedPartition, Topics } from './topics';

export type Acks = 'all' | '1' | '0';

export interface ProduceRequest {
  readonly partition: string;
  readonly records: readonly NewRecord[];
  readonly stamp: ProducerStamp;
  readonly acks: Acks;
}

/** Offset of the first record; it may have been there already. */
export interface Produced {
  readonly kind: 'produced';
  readonly baseOffset: number;
}

export interface FetchRequest {
  /** Where to read, by partition. */
  readonly positions: ReadonlyMap<string, number>;
  readonly minBytes: number;
  readonly maxWaitUs: number;
  readonly maxRecords: number;
  /** Of one partition; a single larger record comes nevertheless. */
  readonly maxPartitionBytes: number;
  /** Of the whole answer, likewise. */
  readonly maxBytes: number;
  readonly isolation: Isolation;
}

export type PartitionFetch =
  { readonly kind: 'fetched'; readonly records: readonly LogRecord[]; readonly nextOffset: number } | { readonly kind: 'outOfRange' };
export type FetchResponse = ReadonlyMap<string, PartitionFetch>;

interface Waiting {
  readonly leader: number;
  readonly until: number;
  readonly respond: (outcome: Produced | KafkaError) => void;
  readonly produced: Produced;
}

/**
 * The requests that clients send over the network. A dead broker refuses the connection; a broker that dies while a request waits breaks
 * it. Lost answers and refused writes can be planned: off unless a test or a fault asks for them.
 */
export class Requests {
  readonly #options: ClusterOptions;
  readonly #topics: Topics;
  readonly #brokers: () => Brokers;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #fetches = new Set<() => void>();
  #answersToLose = 0;
  readonly #refusals = new Map<string, KafkaError[]>();

  constructor(options: ClusterOptions, topics: Topics, brokers: () => Brokers) {
    this.#options = options;
    this.#topics = topics;
    this.#brokers = brokers;
  }

  /** The next answers to produce requests never reach their clients. */
  loseAnswers(count: number): void {
    this.#answersToLose += count;
  }

  /** The next write to that partition fails with this error and leaves nothing in the log. */
  refuseNext(partition: string, error: KafkaError): void {
    this.#refusals.set(partition, [...(this.#refusals.get(partition) ?? []), error]);
  }

  /** Sends one batch to the leader of its partition. `respond` is not called when the answer is lost or none was wanted. */
  produce(node: number, request: ProduceRequest, respond: (outcome: Produced | KafkaError) => void): void {
    this.#arrives(() => {
      const answer = (outcome: Produced | KafkaError): void => this.#answer(request.acks, outcome, respond);
      if (!this.#brokers().isUp(node)) answer(kafkaError('DisconnectException', `node ${node} is not available`));
      else this.#write(node, request, answer);
    });
  }

  #arrives(then: () => void): void {
    this.#options.clock.after(this.#options.networkUs, then, Phase.broker);
  }

  #answer(acks: Acks, outcome: Produced | KafkaError, respond: (outcome: Produced | KafkaError) => void): void {
    if (acks === '0') return;
    if (this.#answersToLose > 0) {
      this.#answersToLose--;
      return;
    }
    this.#options.clock.after(this.#options.networkUs, () => respond(outcome), Phase.delivery);
  }

  #write(node: number, request: ProduceRequest, answer: (outcome: Produced | KafkaError) => void): void {
    const partition = this.#topics.partition(request.partition);
    const refused = this.#refuses(node, request, partition);
    if (refused !== null || partition === undefined) {
      answer(refused ?? kafkaError('UnknownTopicOrPartitionException', 'This server does not host this topic-partition.'));
      return;
    }
    const appended = partition.data.append(request);
    switch (appended.kind) {
      case 'outOfOrder':
        answer(kafkaError('OutOfOrderSequenceException', 'The broker received an out of order sequence number.'));
        return;
      case 'fenced':
        answer(kafkaError('InvalidProducerEpochException', 'Producer attempted to produce with an old epoch.'));
        return;
      default:
    }
    const produced: Produced = { kind: 'produced', baseOffset: appended.baseOffset };
    if (request.acks === 'all') this.#awaitReplicas(partition, { leader: node, produced, respond: answer, until: endOf(partition) });
    if (appended.kind === 'appended') this.#brokers().appended(partition);
    else this.changed(partition);
    if (request.acks !== 'all') answer(produced);
  }

  #refuses(node: number, request: ProduceRequest, partition: HostedPartition | undefined): KafkaError | null {
    const planned = this.#refusals.get(request.partition)?.shift();
    if (planned !== undefined) return planned;
    if (partition === undefined) return null;
    const { data, owner } = partition;
    if (data.replicas.leader !== node) return kafkaError('NotLeaderOrFollowerException', 'This server is not the leader.');
    const bytes = request.records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > owner.config['max.message.bytes'])
      return kafkaError(
        'RecordTooLargeException',
        'The request included a message larger than the max message size the server will accept.',
      );
    if (owner.config['cleanup.policy'] !== 'delete' && request.records.some(({ key }) => key === null))
      return kafkaError('InvalidRecordException', 'Compacted topic cannot accept message without key.');
    if (request.acks === 'all' && data.replicas.inSync.length < owner.config['min.insync.replicas'])
      return kafkaError('NotEnoughReplicasException', 'Messages are rejected since there are fewer in-sync replicas than required.');
    return null;
  }

  #awaitReplicas(partition: HostedPartition, waiting: Waiting): void {
    this.#waiting.set(partition.id, [...(this.#waiting.get(partition.id) ?? []), waiting]);
  }

  /** Leader or high watermark may have moved: whoever waits for that goes on. */
  changed(partition: HostedPartition): void {
    const still: Waiting[] = [];
    for (const waiting of this.#waiting.get(partition.id) ?? []) {
      if (partition.data.replicas.leader !== waiting.leader || !this.#brokers().isUp(waiting.leader))
        waiting.respond(kafkaError('DisconnectException', `connection to node ${waiting.leader} was lost`));
      else if (partition.data.highWatermark >= waiting.until) waiting.respond(waiting.produced);
      else still.push(waiting);
    }
    this.#waiting.set(partition.id, still);
    for (const look of this.#fetches) look();
  }

  /** Answers as soon as `minBytes` can be read, or after the longest wait with what there is (KAF-051). */
  fetch(request: FetchRequest, respond: (response: FetchResponse) => void): void {
    this.#arrives(() => {
      const { clock } = this.#options;
      const finish = (): void => {
        clock.cancel(timer);
        this.#fetches.delete(look);
        const response = this.#read(request);
        clock.after(this.#options.networkUs, () => respond(response), Phase.delivery);
      };
      const look = (): void => {
        const maxRecords = request.minBytes > 1 ? request.maxRecords : enoughToLookAt;
        if (isEnough(this.#read({ ...request, maxRecords }), request.minBytes)) finish();
      };
      const timer = clock.after(request.maxWaitUs, finish, Phase.broker);
      this.#fetches.add(look);
      look();
    });
  }

  #read({ positions, maxRecords, isolation, maxPartitionBytes, maxBytes }: FetchRequest): FetchResponse {
    const response = new Map<string, PartitionFetch>();
    let leftBytes = maxBytes;
    for (const [id, from] of positions) {
      const partition = this.#topics.partition(id);
      if (partition === undefined || !this.#brokers().isUp(partition.data.replicas.leader)) continue;
      const fetched = partition.data.fetch(from, isolation, maxRecords);
      if (fetched === null) response.set(id, { kind: 'outOfRange' });
      else if (leftBytes > 0) {
        const cut = withinBytes(fetched, Math.min(leftBytes, maxPartitionBytes));
        leftBytes -= bytesOf(cut.records);
        response.set(id, { kind: 'fetched', ...cut });
      }
    }
    return response;
  }
}

/** Looking whether there is one visible record must not read the whole log. */
const enoughToLookAt = 100;
const endOf = ({ data }: HostedPartition): number => data.log.endOffset;

const bytesOf = (records: readonly LogRecord[]): number => records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** As many records as fit; the first one always does, so that a reader cannot get stuck. */
function withinBytes(fetched: Fetched, maxBytes: number): Fetched {
  let bytes = 0;
  const fits = fetched.records.findIndex((record, i) => (bytes += record.sizeBytes) > maxBytes && i > 0);
  const cutAt = fetched.records[fits];
  return cutAt === undefined ? fetched : { records: fetched.records.slice(0, fits), nextOffset: cutAt.offset };
}

function isEnough(response: FetchResponse, minBytes: number): boolean {
  let bytes = 0;
  for (const one of response.values()) {
    if (one.kind === 'outOfRange') return true;
    bytes += bytesOf(one.records);
  }
  return bytes >= Math.max(1, minBytes);
}
