/** A member of a group as the assignor sees it. */
export interface AssignedMember {
  readonly id: string;
  readonly topics: readonly string[];
  /** Partitions it holds now, by id. */
  readonly owned: readonly string[];
}

/** Partition ids of each topic, in partition order. */
export type TopicPartitions = ReadonlyMap<string, readonly string[]>;
/** Partition ids by member. */
export type Assignment = ReadonlyMap<string, readonly string[]>;
export type Assignor = (members: readonly AssignedMember[], topics: TopicPartitions) => Assignment;

const inOrder = (members: readonly AssignedMember[]): readonly AssignedMember[] =>
  members.toSorted((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));

/** Per topic, each member a contiguous range; the first members get one more. Members beyond the partitions get none (KAF-031). */
export const rangeAssign: Assignor = (members, topics) => {
  const assigned = new Map<string, string[]>(members.map(({ id }) => [id, []]));
  for (const [topic, partitions] of topics) {
    const takers = inOrder(members).filter((member) => member.topics.includes(topic));
    let from = 0;
    takers.forEach(({ id }, index) => {
      const share = Math.floor(partitions.length / takers.length) + (index < partitions.length % takers.length ? 1 : 0);
      assigned.get(id)?.push(...partitions.slice(from, from + share));
      from += share;
    });
  }
  return assigned;
};

/** All partitions of all topics in turn. */
export const roundRobinAssign: Assignor = (members, topics) => {
  const assigned = new Map<string, string[]>(members.map(({ id }) => [id, []]));
  const sorted = inOrder(members);
  let turn = 0;
  for (const [topic, partitions] of topics) {
    for (const partition of partitions) {
      const takers = sorted.map((_, i) => sorted[(turn + i) % sorted.length]).filter((member) => member?.topics.includes(topic));
      const taker = takers[0];
      if (taker === undefined) continue;
      assigned.get(taker.id)?.push(partition);
      turn = sorted.indexOf(taker) + 1;
    }
  }
  return assigned;
};

/** Balanced within one partition, and everybody keeps as much of what it has as balance allows. */
export const stickyAssign: Assignor = (members, topics) => {
  const sorted = inOrder(members);
  const assigned = new Map<string, string[]>(sorted.map(({ id }) => [id, []]));
  const free = new Map([...topics].flatMap(([topic, partitions]) => partitions.map((partition) => [partition, topic] as const)));
  keepOwned(sorted, assigned, free);
  const load = ({ id }: AssignedMember): number => assigned.get(id)?.length ?? 0;
  for (const [partition, topic] of free) {
    const takers = sorted.filter((member) => member.topics.includes(topic)).toSorted((a, b) => load(a) - load(b));
    if (takers[0] !== undefined) assigned.get(takers[0].id)?.push(partition);
  }
  return assigned;
};

/** Everybody keeps its fair share of what it has; as many as the division leaves over keep one more. */
function keepOwned(members: readonly AssignedMember[], assigned: Map<string, string[]>, free: Map<string, string>): void {
  const share = Math.floor(free.size / members.length);
  let bigger = free.size % members.length;
  for (const { id, owned, topics } of members) {
    const kept = owned.filter((partition) => topics.includes(free.get(partition) ?? ''));
    const isBigger = kept.length > share && bigger > 0;
    if (isBigger) bigger--;
    assigned.set(id, kept.slice(0, share + Number(isBigger)));
    for (const partition of assigned.get(id) ?? []) free.delete(partition);
  }
}

/** Nobody gets a partition that another member still holds: it is given in the next round, when it was handed back (KAF-042). */
export function withoutOthersPartitions(assignment: Assignment, members: readonly AssignedMember[]): Assignment {
  const owner = new Map(members.flatMap(({ id, owned }) => owned.map((partition) => [partition, id] as const)));
  return new Map(
    [...assignment].map(([id, partitions]) => [id, partitions.filter((partition) => (owner.get(partition) ?? id) === id)] as const),
  );
}

/** A share group: every partition has a reader; with more members than partitions several read the same one (KAF-080). */
export const sharedAssign: Assignor = (members, topics) => {
  const sorted = inOrder(members);
  const assigned = new Map<string, string[]>(sorted.map(({ id }) => [id, []]));
  for (const [topic, partitions] of topics) {
    const takers = sorted.filter((member) => member.topics.includes(topic));
    const rounds = takers.length === 0 ? 0 : Math.max(takers.length, partitions.length);
    for (let i = 0; i < rounds; i++) {
      const partition = partitions[i % partitions.length];
      if (partition !== undefined) assigned.get(takers[i % takers.length]?.id ?? '')?.push(partition);
    }
  }
  return assigned;
};
