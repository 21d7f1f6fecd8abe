import { Phase } from '../../../kernel/agenda';
import type { ProductClock } from '../../clock';
import type { MessageMoveTask, StartMessageMoveTaskRequest } from './api';
import { within } from './queueAttributes';
import { done, invalidValue, sqsError, type SqsResult } from './sqsError';
import type { SqsQueue } from './sqsQueue';
import type { StoredMessage } from './storedMessage';

/** What move tasks need of the account. */
export interface MoveTaskPort {
  readonly queue: (arn: string) => SqsQueue | undefined;
  /** Queues whose redrive policy names it. */
  readonly sourcesOf: (dlq: SqsQueue) => readonly SqsQueue[];
  /** Stores the message as a new one. */
  readonly moveTo: (queue: SqsQueue, message: StoredMessage) => void;
}

type Task = { -readonly [Key in keyof MessageMoveTask]: MessageMoveTask[Key] };

/** Messages per second at most; also the pace when the call names none (modelling choice: the vendor says "system optimized"). */
const perSecondMax = 500;

/** Redrives of dead-letter queues: StartMessageMoveTask and what belongs to it (SQS-018, SQS-020). */
export class MoveTasks {
  readonly #clock: ProductClock;
  readonly #port: MoveTaskPort;
  readonly #tasks: Task[] = [];

  constructor(clock: ProductClock, port: MoveTaskPort) {
    this.#clock = clock;
    this.#port = port;
  }

  start(request: StartMessageMoveTaskRequest): SqsResult<{ readonly TaskHandle: string }> {
    const { DestinationArn = null, MaxNumberOfMessagesPerSecond = perSecondMax, SourceArn } = request;
    const source = this.#port.queue(SourceArn);
    if (source === undefined) return sqsError('ResourceNotFoundException', `The resource ${SourceArn} does not exist.`);
    const refused = this.#refusal(source, DestinationArn);
    if (refused !== null) return refused;
    if (!within(MaxNumberOfMessagesPerSecond, { min: 1, max: perSecondMax })) {
      return invalidValue('MaxNumberOfMessagesPerSecond', MaxNumberOfMessagesPerSecond, `Must be from 1 to ${perSecondMax}.`);
    }
    const task: Task = {
      TaskHandle: `task-${this.#tasks.length + 1}`,
      SourceArn,
      DestinationArn,
      Status: 'RUNNING',
      MaxNumberOfMessagesPerSecond,
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: source.counts().visible,
      startedAtUs: this.#clock.nowUs,
      endedAtUs: null,
    };
    this.#tasks.push(task);
    this.#next(task, source);
    return { ...done, TaskHandle: task.TaskHandle };
  }

  #refusal(source: SqsQueue, destinationArn: string | null): ReturnType<typeof sqsError> | null {
    // Dead-letter queues of SNS subscriptions and Lambda functions are named by no redrive policy of a queue (SQS-020).
    if (this.#port.sourcesOf(source).length === 0) {
      return sqsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    }
    if (this.#tasks.some(({ SourceArn, Status }) => SourceArn === source.arn && Status === 'RUNNING')) {
      const message = 'There is already a task running. Only one active task is allowed for a source queue arn at a given time.';
      return sqsError('UnsupportedOperation', message);
    }
    if (destinationArn === null) return null;
    const destination = this.#port.queue(destinationArn);
    if (destination === undefined) return sqsError('ResourceNotFoundException', `The resource ${destinationArn} does not exist.`);
    if (destination.attributes.FifoQueue === source.attributes.FifoQueue) return null;
    return sqsError('InvalidParameterValue', 'Source queue and destination queue must be of the same type.');
  }

  cancel(handle: string): SqsResult<{ readonly ApproximateNumberOfMessagesMoved: number }> {
    const task = this.#tasks.find(({ TaskHandle }) => TaskHandle === handle);
    if (task === undefined) return sqsError('ResourceNotFoundException', 'Task does not exist.');
    if (task.Status !== 'RUNNING') return sqsError('UnsupportedOperation', 'Only active tasks can be cancelled.');
    this.#end(task, 'CANCELLED');
    return { ...done, ApproximateNumberOfMessagesMoved: task.ApproximateNumberOfMessagesMoved };
  }

  /** The latest ones of that source first, at most ten. */
  list(sourceArn: string): readonly MessageMoveTask[] {
    return this.#tasks
      .filter(({ SourceArn }) => SourceArn === sourceArn)
      .toReversed()
      .slice(0, 10);
  }

  /** Evenly paced: the n-th message moves when n messages are due. */
  #next(task: Task, source: SqsQueue): void {
    if (task.ApproximateNumberOfMessagesMoved >= task.ApproximateNumberOfMessagesToMove) {
      this.#end(task, 'COMPLETED');
      return;
    }
    const due = ((task.ApproximateNumberOfMessagesMoved + 1) * 1_000_000) / task.MaxNumberOfMessagesPerSecond;
    this.#clock.at(task.startedAtUs + Math.ceil(due), () => this.#move(task, source), Phase.broker);
  }

  #move(task: Task, source: SqsQueue): void {
    if (task.Status !== 'RUNNING') return;
    const message = source.takeFirst((arn) => this.#port.queue(task.DestinationArn ?? arn) !== undefined);
    if (message === 'nowhere') return this.#end(task, 'FAILED');
    if (message === null) return this.#end(task, 'COMPLETED');
    const destination = this.#port.queue(task.DestinationArn ?? message.sourceArn ?? '');
    if (destination !== undefined) this.#port.moveTo(destination, message);
    task.ApproximateNumberOfMessagesMoved++;
    this.#next(task, source);
  }

  #end(task: Task, status: MessageMoveTask['Status']): void {
    task.Status = status;
    task.endedAtUs = this.#clock.nowUs;
  }
}
