/** A round is thrown away when the bound before and the bound after it differ by more than this. */
const driftMax = 0.2;

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Speed of a measurement in events per second: the best run but never the cold ones, since a neighbour on the machine only ever slows a run down. */
export const speed = ({ events, ms }, cold = 2) => (events / Math.min(...ms.slice(Math.min(cold, ms.length - 1)))) * 1000;

/**
 * Interleaves the bound and the variants until `wanted` rounds were quiet, in fresh processes: bound, a, bound, b, bound … Each ratio is taken against the
 * mean of its two neighbouring bounds.
 */
export async function ratios(measure, variants, wanted) {
  const samples = Object.fromEntries(variants.map((name) => [name, []]));
  const bounds = [];
  let noisy = 0;
  let before = speed(await measure('bound'));
  for (let attempt = 0; attempt < wanted * 3 && variants.some((name) => samples[name].length < wanted); attempt++) {
    for (const name of variants.filter((each) => samples[each].length < wanted)) {
      const result = await measure(name);
      const after = speed(await measure('bound'));
      const bound = (before + after) / 2;
      if (Math.abs(after - before) <= driftMax * bound) {
        samples[name].push({ result, speed: speed(result), share: speed(result) / bound });
        bounds.push(bound);
      } else noisy += 1;
      before = after;
    }
  }
  return { samples, bounds, noisy };
}
