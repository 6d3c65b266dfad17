import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/kernel/json.ts';
import { evaluateDeep, type Scope } from '../../../src/arm/resources/template/evaluate.ts';
import { Work } from '../../../src/arm/resources/template/work.ts';

const SCOPE: Scope = {
  work: new Work(),
  functions: new Map([
    [
      'parameters',
      ([name]) =>
        ({ text: 'Contoso', list: [1, 2, 3], nested: { Key: { deep: 'x' } }, none: null })[
          String(name)
        ] ?? null,
    ],
  ]),
};

const valueOf = (text: string): Json => evaluateDeep(text, SCOPE);

describe('expressions of templates', () => {
  it.each<[string, Json]>([
    ['plain', 'plain'],
    ['[[not one]', '[not one]'],
    ['[half', '[half'],
    ["['it''s']", "it's"],
    ["[concat('a', 'b', 3)]", 'ab3'],
    ['[CONCAT(createArray(1), createArray(2))]', [1, 2]],
    ["[parameters('nested').key.deep]", 'x'],
    ["[parameters('nested')['KEY']['deep']]", 'x'],
    ["[parameters('list')[1]]", 2],
    ["[parameters('nested').?other.?more]", null],
    ["[parameters('nested')[?'other']]", null],
    ["[if(equals(1, 2), parameters('nested').nowhere, 'lazy')]", 'lazy'],
    ["[or(true(), parameters('text'))]", true],
    ["[coalesce(null(), parameters('none'), 'c')]", 'c'],
    ["[format('{0}-{1:D3}|{2,4}|{{}}', 'a', 7, 'b')]", 'a-007|   b|{}'],
    ['[string(true())]', 'True'],
    ["[string(createObject('a', createArray(1, 'b')))]", '{"a":[1,"b"]}'],
    ["[json('null')]", null],
    ['[json(\'{"a":1}\').a]', 1],
    [
      "[union(createObject('a', createObject('b', 1)), createObject('a', createObject('c', 2)))]",
      { a: { b: 1, c: 2 } },
    ],
    ['[union(createArray(1, 2), createArray(2, 3))]', [1, 2, 3]],
    ['[intersection(createArray(1, 2), createArray(2, 3))]', [2]],
    ["[take('abcdef', 2)]", 'ab'],
    ["[skip(parameters('list'), 2)]", [3]],
    ["[last('abc')]", 'c'],
    ["[split('a,b;c', createArray(',', ';'))]", ['a', 'b', 'c']],
    ["[join(createArray('a', 1), '-')]", 'a-1'],
    ["[substring('abcdef', 1, 3)]", 'bcd'],
    ["[startsWith('Abc', 'aB')]", true],
    ["[contains('Abc', 'ab')]", false],
    ["[contains(createObject('Key', 1), 'KEY')]", true],
    ["[padLeft(5, 3, '0')]", '005'],
    ['[div(7, 2)]', 3],
    ['[mod(-7, 3)]', -1],
    ['[max(createArray(1, 5, 3))]', 5],
    ['[range(3, 2)]', [3, 4]],
    ["[base64ToString(base64('grüezi'))]", 'grüezi'],
    ["[uri('https://example.com/a/', 'b')]", 'https://example.com/a/b'],
    ["[uriComponent('a b''c')]", 'a%20b%27c'],
    ["[map(parameters('list'), lambda('x', add(lambdaVariables('x'), 1)))]", [2, 3, 4]],
    ["[filter(parameters('list'), lambda('x', greater(lambdaVariables('X'), 1)))]", [2, 3]],
    [
      "[reduce(parameters('list'), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]",
      6,
    ],
    [
      "[items(createObject('b', 1, 'a', 2))]",
      [
        { key: 'a', value: 2 },
        { key: 'b', value: 1 },
      ],
    ],
    ["[dateTimeAdd('2026-01-31T00:00:00Z', 'P1D')]", '2026-02-01T00:00:00Z'],
    // As Azure made it for a deployment of an Azure Machine Learning workspace.
    [
      "[concat('DeployPrivateEndpoint-', uniqueString('name'))]",
      'DeployPrivateEndpoint-q2xi2ah3t47py',
    ],
    [
      "[uniqueString('/subscriptions/00000000-0000-0000-0000-000000000000', 'resource-id')]",
      'cwvxuqg24sifi',
    ],
  ])('%s', (text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });

  it('works out names of members, and everything within', () => {
    expect(evaluateDeep({ "[toLower('A')]": ['[[x]', { b: '[add(1, 1)]' }] }, SCOPE)).toEqual({
      a: ['[x]', { b: 2 }],
    });
  });

  it.each([
    [
      "[nowhere('a')]",
      "The template function 'nowhere' is not valid. Please see https://aka.ms/arm-functions for usage details.",
    ],
    [
      "[concat('a' 'b')]",
      "Unable to parse language expression 'concat('a' 'b')': expected token 'RightParenthesis' and actual 'StringLiteral'.",
    ],
    [
      '[concat]',
      "Unable to parse language expression 'concat': expected token 'LeftParenthesis' and actual 'EndOfData'.",
    ],
    [
      "[concat('a')%]",
      "The language expression 'concat('a')%' is not valid: the string character '%' at position '11' is not expected.",
    ],
    [
      "[parameters('nested').other]",
      "The language expression property 'other' doesn't exist, available properties are 'Key'.",
    ],
    [
      "[parameters('list')[3]]",
      "The language expression property array index '3' is out of bounds.",
    ],
    [
      '[if(1, 2, 3)]',
      "Unable to evaluate template language function 'if': a condition must be true or false.",
    ],
    [
      '[mod(1, 0)]',
      "Unable to evaluate template language function 'mod': nothing can be divided by 0.",
    ],
  ])('refuses %s', (text, message) => {
    expect(() => valueOf(text)).toThrow(message);
  });

  it('names a function of Azure that is not played', () => {
    expect(() => valueOf("[cidrSubnet('10.0.0.0/16', 24, 0)]")).toThrow(
      'the template function cidrSubnet',
    );
  });
});
