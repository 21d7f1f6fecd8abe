import type { ChannelInfo, ProcessInfo, ProductInfo, RunHeader } from './header';
import type { Plan } from './interventions';
import { linksOf } from './places';
import { channelSettings, nodesOf, productOfChannel } from './placeSettings';
import type { World } from './world';

/** What does not change during the run, for readers of the trace. */
export function headerOf(world: World, plan: Plan): RunHeader {
  const { model, spec, places, option } = world;
  return {
    scenario: { id: model.id, title: model.title, summary: model.summary },
    noun: model.flow.noun,
    nounPlural: model.flow.nounPlural,
    button: model.flow.button,
    coordination: spec.coordination,
    seed: spec.seed,
    product: productInfo(world),
    channels: channelInfos(world),
    places: places.infos,
    messageTypes: model.messageTypes.map(({ name, kind, says, version }) => ({ name, kind, says, version })),
    links: linksOf(model, option, spec, places),
    processes: processInfos(world),
    invariants: model.invariants.map(({ id, severity, text, scope }) => ({ id, severity, expect: text, scope })),
    faults: plan.faults.map(({ info }) => info),
    flow: { starts: model.flow.starts, succeeds: model.flow.succeeds, fails: model.flow.fails, deadlineUs: model.flow.deadlineUs },
  };
}

function channelInfos({ model, spec }: World): readonly ChannelInfo[] {
  return model.delivery.channels.map((channel) => {
    const { id: product, title, version } = productOfChannel(channel, spec);
    const productTitle = `${title} ${version}`.trim();
    return {
      id: channel.id,
      title: channel.title,
      product,
      productTitle,
      types: channel.messages,
      settings: channelSettings(channel, spec),
    };
  });
}

function productInfo({ product, model, spec }: World): ProductInfo {
  return {
    id: product.id,
    title: product.title,
    version: product.version,
    guarantee: product.guarantee,
    nodes: product.hasNodes ? nodesOf(product, model, spec) : 0,
    used: spec.coordination !== 'calls',
    broadcasts: product.broadcasts,
    warnings: product.broadcasts ? [] : [`${product.title} does not broadcast: several listeners share the messages.`],
  };
}

function processInfos({ process, option, spec, places, model }: World): readonly ProcessInfo[] {
  if (process === null || option.process === null) return [];
  const place = spec.coordination === 'calls' ? places.service0 + model.flow.entry : places.coordinator;
  return [
    {
      place,
      id: option.process.id,
      durable: spec.coordination !== 'calls' && option.process.durable,
      steps: process.plan.steps.map((step) => ({
        do: step.do,
        ok: step.ok,
        fail: step.fail,
        undo: step.undo,
        timeoutUs: step.timeoutUs,
        retries: step.retries,
      })),
      states: process.states,
    },
  ];
}
