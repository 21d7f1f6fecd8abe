import type { ASTNode } from '@marcbachmann/cel-js';

/**
 * How a value may change while a run proceeds, knowing only that counts and times of events never shrink.
 * For truth values `up` means "once true, true for ever" and `down` "once false, false for ever".
 */
type Trend = 'constant' | 'up' | 'down' | 'unknown';

/** Tells whether a rule that is broken once stays broken, so that it may be reported at the very fact that broke it. */
export function judgedWhen(ast: ASTNode): 'atOnce' | 'whenSettled' {
  const trend = trendOf(ast);
  return trend === 'down' || trend === 'constant' ? 'atOnce' : 'whenSettled';
}

function trendOf(node: ASTNode): Trend {
  switch (node.op) {
    case 'value':
      return 'constant';
    case 'call':
      return ['n', 'first', 'at'].includes(node.args[0]) ? 'up' : 'unknown';
    case '!_':
    case '-_':
      return opposite(trendOf(node.args));
    case '&&':
    case '||':
    case '+':
      return together(trendOf(node.args[0]), trendOf(node.args[1]));
    case '-':
    case '>':
    case '>=':
      return together(trendOf(node.args[0]), opposite(trendOf(node.args[1])));
    case '<':
    case '<=':
      return together(opposite(trendOf(node.args[0])), trendOf(node.args[1]));
    case '*':
      return scaled(node.args);
    case '==':
      return equality(node.args[0], node.args[1]);
    case '!=':
      return opposite(equality(node.args[0], node.args[1]));
    default:
      return 'unknown';
  }
}

function opposite(trend: Trend): Trend {
  return trend === 'up' ? 'down' : trend === 'down' ? 'up' : trend;
}

function together(one: Trend, other: Trend): Trend {
  if (one === 'constant') return other;
  return other === 'constant' || one === other ? one : 'unknown';
}

function numberOf(node: ASTNode): number | null {
  if (node.op === '-_') {
    const inner = numberOf(node.args);
    return inner === null ? null : -inner;
  }
  return node.op === 'value' && (typeof node.args === 'number' || typeof node.args === 'bigint') ? Number(node.args) : null;
}

function scaled([left, right]: readonly [ASTNode, ASTNode]): Trend {
  const [factor, other] = numberOf(left) === null ? [numberOf(right), left] : [numberOf(left), right];
  if (factor === null) return 'unknown';
  return factor < 0 ? opposite(trendOf(other)) : trendOf(other);
}

/** A count equals its lower bound 0 until it grows: `n('X') == 0` is falling. Other equalities may come and go. */
function equality(left: ASTNode, right: ASTNode): Trend {
  if (trendOf(left) === 'constant' && trendOf(right) === 'constant') return 'constant';
  const [count, bound] = numberOf(right) === null ? [right, numberOf(left)] : [left, numberOf(right)];
  return bound === 0 && isCount(count) ? 'down' : 'unknown';
}

/** A sum of counts: never below 0. */
function isCount(node: ASTNode): boolean {
  if (node.op === '+') return isCount(node.args[0]) && isCount(node.args[1]);
  return node.op === 'call' && node.args[0] === 'n';
}
