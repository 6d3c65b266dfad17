import { PolicyClient } from '@azure/arm-policy';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { Refusal } from '../../src/kernel/errors.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import {
  evaluateCondition,
  type PolicySubject,
  resolveValue,
} from '../../src/kernel/policy/rule.ts';

const TYPE = 'Microsoft.Network/networkSecurityGroups';
const RULES = `${TYPE}/securityRules[*]`;

const group = (...rules: readonly JsonObject[]): PolicySubject => ({
  id: `/subscriptions/s/resourceGroups/g/providers/${TYPE}/nsg`,
  type: TYPE,
  name: 'nsg',
  apiVersion: '2024-01-01',
  content: {
    location: 'westeurope',
    tags: { Owner: 'ann', 'cost center': '7' },
    properties: { securityRules: rules },
  },
});
const rule = (port: string, access: string, ...prefixes: readonly string[]): JsonObject => ({
  name: `r${port}`,
  properties: { access, destinationPortRange: port, sourceAddressPrefixes: prefixes },
});
const two = group(rule('22', 'Allow', '10.0.0.1', '10.0.0.2'), rule('443', 'Deny'));

const holds = (condition: Json, subject = two, parameters = {}): boolean =>
  evaluateCondition(condition, subject, parameters).matches;
const value = (expression: string, parameters = {}): Json | undefined =>
  resolveValue(expression, two, parameters);

describe('an alias of the members of a list', () => {
  it('asks every one of them, and holds of none at all', () => {
    const access = `${RULES}.properties.access`;
    expect(holds({ field: access, in: ['Allow', 'Deny'] })).toBe(true);
    expect(holds({ field: access, equals: 'Allow' })).toBe(false);
    expect(holds({ field: access, notEquals: 'Allow' })).toBe(false);
    expect(holds({ field: access, notEquals: 'Log' })).toBe(true);
    expect(holds({ field: access, equals: 'Allow' }, group())).toBe(true);
    expect(holds({ field: `${RULES}.properties.missing`, exists: 'false' })).toBe(true);
  });

  it('goes on into lists in lists', () => {
    const prefixes = `${RULES}.properties.sourceAddressPrefixes[*]`;
    expect(holds({ field: prefixes, like: '10.*' })).toBe(true);
    expect(holds({ field: prefixes, equals: '10.0.0.1' })).toBe(false);
    expect(value(`[length(field('${prefixes}'))]`)).toBe(2);
  });

  it('of another type has no members', () => {
    expect(holds({ field: 'Microsoft.Compute/disks/x[*].y', equals: 'z' })).toBe(true);
    expect(holds({ field: 'Microsoft.Compute/disks/x', exists: 'true' })).toBe(false);
  });
});

describe('a count', () => {
  const open: Json = {
    allOf: [
      { field: `${RULES}.properties.access`, equals: 'Allow' },
      { field: `${RULES}.properties.destinationPortRange`, in: ['22', '3389'] },
    ],
  };
  const counted = (count: Json, target: number, subject = two): boolean =>
    holds({ count, equals: target }, subject);

  it('of a field counts the members that are as it has it', () => {
    expect(counted({ field: RULES }, 2)).toBe(true);
    expect(counted({ field: RULES, where: open }, 1)).toBe(true);
    expect(counted({ field: RULES, where: { not: open } }, 1)).toBe(true);
    expect(counted({ field: RULES }, 0, group())).toBe(true);
    expect(counted({ field: 'Microsoft.Compute/disks/x[*]' }, 0)).toBe(true);
  });

  it('within a count looks at the member of the outer one', () => {
    const prefixes = `${RULES}.properties.sourceAddressPrefixes[*]`;
    const where: Json = { count: { field: prefixes }, greaterOrEquals: 2 };
    expect(counted({ field: RULES, where }, 1)).toBe(true);
    const same: Json = {
      count: {
        field: prefixes,
        where: {
          allOf: [
            { field: prefixes, notEquals: '10.0.0.2' },
            { value: `[current('${RULES}.name')]`, equals: 'r22' },
          ],
        },
      },
      equals: 1,
    };
    expect(counted({ field: RULES, where: same }, 1)).toBe(true);
  });

  it('that would look at too much is refused by name', () => {
    const list = Array.from({ length: 100 }, String);
    let nested: Json = { value: 'x', equals: 'x' };
    for (let depth = 0; depth < 5; depth += 1) {
      nested = { count: { value: list, where: nested }, greater: 0 };
    }
    expect(() => holds(nested)).toThrow('a count of a policy over more than 100000 members');
  });

  it('of a value counts its items, by name', () => {
    const where: Json = { field: 'name', like: "[concat(current('prefix'), '*')]" };
    const prefixes = (given: Json): Json => ({ value: given, name: 'prefix', where });
    expect(counted(prefixes(['ns', 'x', 'n']), 2)).toBe(true);
    expect(
      holds({ count: prefixes("[parameters('all')]"), equals: 1 }, two, { all: ['nsg', 'y'] }),
    ).toBe(true);
    const bare: Json = { value: '[current()]', equals: 'b' };
    expect(counted({ value: ['a', 'b'], where: bare }, 1)).toBe(true);
  });
});

describe('an operator', () => {
  it.each([
    ['match', 'a1-x', '?#-.', true],
    ['match', 'A1-x', 'a#-x', false],
    ['matchInsensitively', 'A1-x', 'a#-X', true],
    ['match', 'a11', '?#', false],
    ['notMatch', 'a11', '?#', true],
    ['notMatchInsensitively', 'A1', 'a#', false],
    ['like', 'nsg-1', 'NSG*', true],
    ['contains', 'nsg-1', 'SG', true],
  ])('%s compares %s with %s', (operator, own, target, isMet) => {
    expect(holds({ value: own, [operator]: target })).toBe(isMet);
  });

  it.each(['equals', 'like', 'contains', 'containsKey', 'exists', 'greater'])(
    '%s compares with an object that has a toString of its own',
    (operator) => {
      expect(holds({ field: 'name', [operator]: { toString: 1 } })).toBe(false);
    },
  );

  it('asks for keys', () => {
    expect(holds({ field: 'tags', containsKey: 'owner' })).toBe(true);
    expect(holds({ field: 'tags', notContainsKey: 'team' })).toBe(true);
    expect(holds({ field: 'location', containsKey: 'x' })).toBe(false);
  });
});

describe('a field', () => {
  it('is named by an expression too', () => {
    const name = "[concat('tags[', parameters('tag'), ']')]";
    expect(holds({ field: name, equals: 'ann' }, two, { tag: 'owner' })).toBe(true);
    expect(holds({ field: "tags['cost center']", equals: '7' })).toBe(true);
    expect(holds({ field: 'tags.owner', equals: 'ANN' })).toBe(true);
  });

  it('can be the full name', () => {
    const id = `${two.id}/securityRules/ssh`;
    const nested = { ...two, id, type: `${TYPE}/securityRules`, name: 'ssh' };
    expect(holds({ field: 'fullName', equals: 'nsg/ssh' }, nested)).toBe(true);
  });
});

describe('an expression', () => {
  it.each<[string, Json]>([
    ["[toUpper(field('name'))]", 'NSG'],
    ["[concat('it''s ', toLower('A'), string(1))]", "it's a1"],
    ["[concat(createArray('a'), createArray('b'))]", ['a', 'b']],
    ["[if(equals(length(field('name')), 3), 'three', 'other')]", 'three'],
    ["[if(and(not(empty('x')), or(false, contains('abc', 'b'))), int('7'), 0)]", 7],
    ["[first(split('a-b', '-'))]", 'a'],
    ["[last(split('a-b', '-'))]", 'b'],
    ["[split('a-b', '-')[1]]", 'b'],
    ["[replace('a-b', '-', '+')]", 'a+b'],
    ["[parameters('map').key]", 'found'],
    ["[parameters('map')['key']]", 'found'],
    ['[requestContext().apiVersion]', '2024-01-01'],
    ["[[parameters('x')]", "[[parameters('x')]"],
    [`[field('${RULES}.name')]`, ['r22', 'r443']],
  ])('%s comes to %j', (expression, expected) => {
    expect(value(expression, { map: { Key: 'found' } })).toEqual(expected);
  });

  it.each([
    ["[concat('a', parameters('odd'))]", 'a{"toString":1}'],
    ["[contains('a', parameters('odd'))]", false],
    ["[int(parameters('odd'))]", undefined],
    ["[field(parameters('odd'))]", undefined],
  ])('%s takes an object that has a toString of its own', (expression, expected) => {
    expect(value(expression, { odd: { toString: 1 } })).toBe(expected);
  });

  it.each([
    "field('x')" + '.a'.repeat(50_000),
    'not('.repeat(50_000),
    "field('x')" + '['.repeat(50_000),
  ])('that is nested without end is refused', (nested) => {
    expect(() => value(`[${nested}]`)).toThrow('the policy expression');
  });

  it('is worked out or refused, whatever is written', () => {
    const words = fc.array(
      fc.constantFrom('[', ']', '(', ')', ',', '.', "'", "''", 'a', '1', ' ', 'concat', 'field'),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(words, (parts) => {
        try {
          value(`[${parts.join('')}`);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(error.data.status).toBe(501);
        }
      }),
    );
  });
});

describe('over the wire', () => {
  async function scene(): Promise<Simulator> {
    const sim = createSimulator();
    await new ResourceManagementClient(
      sim.credential(),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups.createOrUpdate('rg-language', { location: 'westeurope' });
    return sim;
  }
  const policies = (sim: Simulator): PolicyClient =>
    new PolicyClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

  it('a count denies a security group that lets the world in', async () => {
    const sim = await scene();
    const { id = '' } = await policies(sim).policyDefinitions.createOrUpdate('no-ssh', {
      mode: 'Indexed',
      policyRule: {
        if: {
          allOf: [
            { field: 'type', equals: TYPE },
            {
              count: {
                field: RULES,
                where: {
                  allOf: [
                    { field: `${RULES}.access`, equals: 'Allow' },
                    { field: `${RULES}.destinationPortRange`, equals: '22' },
                  ],
                },
              },
              greater: 0,
            },
          ],
        },
        then: { effect: 'deny' },
      },
    });
    await policies(sim).policyAssignments.create(`/subscriptions/${sim.subscriptionId}`, 'no-ssh', {
      policyDefinitionId: id,
    });
    const make = (destinationPortRange: string) =>
      new NetworkManagementClient(
        sim.credential(),
        sim.subscriptionId,
        sim.clientOptions(),
      ).networkSecurityGroups.createOrUpdate('rg-language', 'nsg', {
        location: 'westeurope',
        securityRules: [
          {
            name: 'in',
            priority: 100,
            direction: 'Inbound',
            access: 'Allow',
            protocol: 'Tcp',
            sourceAddressPrefix: '*',
            sourcePortRange: '*',
            destinationAddressPrefix: '*',
            destinationPortRange,
          },
        ],
      });
    await expect(make('22')).rejects.toMatchObject({
      statusCode: 403,
      code: 'RequestDisallowedByPolicy',
    });
    await expect(make('443')).resolves.toMatchObject({ name: 'nsg' });
  });

  it('a definition that asks for claims is kept, and not assigned', async () => {
    const sim = await scene();
    const externalEvaluationEnforcementSettings = {
      missingTokenAction: 'audit',
      endpointSettings: { kind: 'CoinFlip', details: { successProbability: 0.5 } },
    };
    const { id = '' } = await policies(sim).policyDefinitions.createOrUpdate('coin', {
      policyRule: {
        if: { value: '[claims().isValid]', equals: 'false' },
        then: { effect: 'deny' },
      },
      externalEvaluationEnforcementSettings,
    });
    await expect(policies(sim).policyDefinitions.get('coin')).resolves.toMatchObject({
      externalEvaluationEnforcementSettings,
    });
    await expect(
      policies(sim).policyAssignments.create(`/subscriptions/${sim.subscriptionId}`, 'coin', {
        policyDefinitionId: id,
      }),
    ).rejects.toMatchObject({
      statusCode: 501,
      message:
        "the external evaluation that the policy 'coin' asks for is not simulated (simulator wording)",
    });
  });
});
