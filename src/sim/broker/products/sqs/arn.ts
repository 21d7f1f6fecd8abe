/** A queue's ARN by its name. Account and region make no difference here. */
export const arnOf = (queueName: string): string => `arn:aws:sqs:::${queueName}`;

/** The queue's name by its ARN; undefined when the ARN is not one of a queue. */
export const queueNameOf = (arn: string): string | undefined => /^arn:aws:sqs:[^:]*:[^:]*:(.+)$/.exec(arn)?.[1];
