import { FactKind } from '../../sim';
import { type Fact, stringAt } from '../columns';
import { type Fold, type FoldStep, touch } from './fold';
import { refreshStatus } from './placeFold';

/** Crashes, outages, faults, settings: the conditions under which messages move. */
export const conditionSteps: Partial<Record<number, FoldStep>> = {
  [FactKind.crashed]: crash,
  [FactKind.restarted]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    place.down = false;
    refreshStatus(place, fact.time);
  },
  [FactKind.brokerDown]: (fold, fact) => setBroker(fold, fact, true),
  [FactKind.brokerUp]: (fold, fact) => setBroker(fold, fact, false),
  [FactKind.nodeDown]: (fold, fact) => {
    fold.broker.nodesDown = [...fold.broker.nodesDown.filter((node) => node !== fact.a), fact.a].sort((x, y) => x - y);
    fold.broker.stamp = fact.row + 1;
  },
  [FactKind.nodeUp]: (fold, fact) => {
    fold.broker.nodesDown = fold.broker.nodesDown.filter((node) => node !== fact.a);
    fold.broker.stamp = fact.row + 1;
  },
  [FactKind.rebalanceStarted]: (fold, fact) => void (touch(fold, fact.place, fact).rebalancing = true),
  [FactKind.rebalanceEnded]: (fold, fact) => void (touch(fold, fact.place, fact).rebalancing = false),
  [FactKind.faultOpened]: (fold, fact) => {
    fold.openFaults = [...fold.openFaults.filter((fault) => fault !== fact.a), fact.a].sort((x, y) => x - y);
    changeSlow(fold, fact, 1);
  },
  [FactKind.faultClosed]: (fold, fact) => {
    if (!fold.openFaults.includes(fact.a)) return;
    fold.openFaults = fold.openFaults.filter((fault) => fault !== fact.a);
    changeSlow(fold, fact, -1);
  },
  [FactKind.faultStruck]: (fold, fact) => {
    if (fact.a >= fold.exposure.length) fold.exposure.resize(fact.a + 1);
    fold.exposure.set(fact.a, fold.exposure.at(fact.a) + 1);
    fold.exposureStamp = fact.row + 1;
  },
  [FactKind.settingSet]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    const value = JSON.parse(stringAt(fold.trace, fact.b)) as string | number | boolean;
    place.settings = { ...place.settings, [stringAt(fold.trace, fact.a)]: value };
  },
  [FactKind.ruleBroken]: (fold, fact) => fold.broken.push(fact.row),
};

/** What the place had in its hands is out of sight: later facts tell for each copy that the broker counts on whether it comes back. */
function crash(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  place.down = true;
  refreshStatus(place, fact.time);
  for (const line of [place.transit, place.prefetch, place.working, place.settling]) line.pourOwedInto(place.hidden);
  place.calls.clear();
  place.answers.clear();
}

function setBroker(fold: Fold, fact: Fact, down: boolean): void {
  const { broker } = fold;
  if (broker.down === down) return;
  broker.down = down;
  broker.since = fact.time;
  broker.stamp = fact.row + 1;
}

function changeSlow(fold: Fold, fact: Fact, by: number): void {
  const fault = fold.trace.header.faults[fact.a];
  if (fault?.kind !== 'slow' && fault?.kind !== 'hang') return;
  const place = touch(fold, fault.target, fact);
  place.slowFaults += by;
  refreshStatus(place, fact.time);
}
