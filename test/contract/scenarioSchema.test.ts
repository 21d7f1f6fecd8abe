import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as yaml from 'yaml';
import { describe, expect, it } from 'vitest';
import { productRegistry } from '../../src/sim';
import { products, scenarioSchema } from '../../src/sim/scenario/schema';

/** Published beside the page, so that editors can complete and check scenario files. `WRITE_SCHEMA=1 npx vitest run test/contract/scenarioSchema.test.ts` writes it anew. */
const file = 'public/eventflow-1.schema.json';

const generated = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'eventflow 1',
  description: 'A scenario of Eventarium: services, coordination options, workload, faults and rules in one file.',
  ...toJsonSchema(scenarioSchema, { target: 'draft-2020-12' }),
};

if (process.env['WRITE_SCHEMA'] !== undefined) writeFileSync(file, `${JSON.stringify(generated, null, 2)}\n`);

const parse = (text: string): unknown => JSON.parse(text) as unknown;

describe('the published JSON Schema', () => {
  it('is the schema that the parser uses', () => {
    expect(parse(readFileSync(file, 'utf8'))).toEqual(parse(JSON.stringify(generated)));
  });

  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
    parse(readFileSync(file, 'utf8')) as object,
  );
  const scenarios = readdirSync('src/scenarios').filter((name) => name.endsWith('.flow.yaml'));

  it('names exactly the products that there are', () => {
    expect([...products].sort()).toEqual(productRegistry.map(({ id }) => id).sort());
  });

  it.each(scenarios)('accepts %s', (name) => {
    validate(yaml.parse(readFileSync(`src/scenarios/${name}`, 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('refuses what the parser refuses', () => {
    const scenario = yaml.parse(readFileSync('src/scenarios/ride.flow.yaml', 'utf8')) as Record<string, unknown>;
    expect(validate({ ...scenario, polices: [] })).toBe(false);
    expect(validate({ ...scenario, eventflow: 2 })).toBe(false);
    expect(validate({ ...scenario, workload: { send: 'RequestRide', to: 'trips', every: '5 s', count: 1 } })).toBe(false);
  });
});
