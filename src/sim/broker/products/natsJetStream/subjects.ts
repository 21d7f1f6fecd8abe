/** Subjects are tokens between dots. In a pattern `*` stands for one token, `>` at the end for one or more. */

const tokens = (subject: string): readonly string[] => subject.split('.');

/** A subject that can be subscribed to. */
export function isValidSubject(subject: string): boolean {
  const all = tokens(subject);
  return all.every((token, i) => token !== '' && !/\s/.test(token) && (token !== '>' || i === all.length - 1));
}

/** A subject without wildcards: one that can be published to. */
export function isLiteral(subject: string): boolean {
  return isValidSubject(subject) && tokens(subject).every((token) => token !== '*' && token !== '>');
}

/** Whether everything that matches `inner` (a subject or a pattern) also matches `outer`. */
export function covers(outer: string, inner: string): boolean {
  const pattern = tokens(outer);
  const subject = tokens(inner);
  for (const [i, token] of pattern.entries()) {
    const other = subject[i];
    if (other === undefined) return false;
    if (token === '>') return true;
    if (other === '>' || (token !== '*' && token !== other)) return false;
  }
  return subject.length === pattern.length;
}

/** Whether some subject matches both patterns. */
export function collide(one: string, other: string): boolean {
  const [a, b] = [tokens(one), tokens(other)];
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] === '>' || b[i] === '>') return true;
    if (a[i] !== '*' && b[i] !== '*' && a[i] !== b[i]) return false;
  }
  return a.length === b.length;
}
