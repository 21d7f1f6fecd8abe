import type { SettingValue } from '../../base/plainData';
import type { Broker } from '../broker/broker';
import type { ProductDefinition } from '../broker/products/product';
import type { CompiledProcess } from '../coordination/compile';
import type { Agenda } from '../kernel/agenda';
import type { CoordinationModel, Model } from '../scenario/model';
import type { DomainService } from '../services/domainService';
import type { Host } from '../services/host';
import type { InboxTable } from '../services/inbox';
import type { CallChains } from './callChains';
import type { FaultEngine } from './faultEngine';
import type { Flows } from './flows';
import type { InvariantMonitor } from './invariantMonitor';
import type { Network } from './network';
import type { Orchestrator } from './orchestrator';
import type { Places } from './places';
import type { Projector } from './projector';
import type { RunSpec } from './spec';
import type { TraceWriter } from './traceWriter';
import type { Workload } from './workload';

/** Everything that one run consists of. */
export interface World {
  readonly model: Model;
  readonly spec: RunSpec;
  readonly product: ProductDefinition;
  readonly option: CoordinationModel;
  readonly process: CompiledProcess | null;
  readonly places: Places;
  readonly agenda: Agenda;
  readonly journal: TraceWriter;
  readonly faults: FaultEngine;
  readonly network: Network;
  readonly broker: Broker;
  readonly hosts: (Host | undefined)[];
  readonly sharedInbox: InboxTable;
  readonly services: readonly DomainService[];
  readonly orchestrator: Orchestrator | null;
  readonly calls: CallChains | null;
  readonly projector: Projector | null;
  readonly flows: Flows;
  readonly monitor: InvariantMonitor;
  readonly workload: Workload;
  /** Flows that the customers of a closed workload have started. */
  arrived: number;
  /** How many open faults keep a place down. */
  readonly downBy: Map<number, number>;
  /** Settings in force, where they differ from those at time 0. */
  readonly settings: (Readonly<Record<string, SettingValue>> | undefined)[];
}

/** Place of the service that handles the start command. */
export const entryPlace = ({ places, model }: World): number => places.service0 + model.flow.entry;
