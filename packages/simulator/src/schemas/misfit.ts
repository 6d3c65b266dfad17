/** What is said of a body that does not fit its schema. */
import { Refusal, simulatorWording } from '../kernel/errors.ts';
import { invalidRequestContent } from '../kernel/gateway-errors.ts';
import { isObject, type Json } from '../kernel/json.ts';
import { wordOf } from '../kernel/read-json.ts';
import type { Misfit } from './body-module.ts';

/** The refusal, as the service would make it. */
export function misfitRefusal(misfit: Misfit, body: Json, namespace: string): Refusal {
  const why = whyOf(misfit, body);
  return (REFUSALS.get(namespace) ?? invalidRequestContent)(why);
}

/** Services whose outer words for a body that they cannot read are known. */
const REFUSALS: ReadonlyMap<string, (why: string) => Refusal> = new Map(
  Object.entries({
    // Azure/azure-cli#1619 and #2122 quote the body; the reasons inside name types of the service's own code.
    'microsoft.network': (why) =>
      new Refusal({
        status: 400,
        code: 'InvalidRequestFormat',
        message: 'Cannot parse the request.',
        evidence: 'reported',
        details: [{ code: 'InvalidJson', message: `${why}${simulatorWording}` }],
      }),
  }),
);

function whyOf({ instancePath, keyword, params }: Misfit, body: Json): string {
  const { path, value } = follow(body, instancePath);
  const shown = typeof value === 'object' ? 'the value' : `'${wordOf(value)}'`;
  const at = `Path '${path}'.`;
  switch (keyword) {
    case 'required':
      return `Required property '${wordOf(params['missingProperty'])}' not found in JSON. ${at}`;
    case 'type':
      return `Could not convert ${kindOf(value)} to ${wordOf(params['type'])}: ${shown}. ${at}`;
    case 'words':
      return `The value ${shown} is not one of '${(params['words'] as readonly string[]).join("', '")}'. ${at}`;
    case 'minLength':
    case 'maxLength':
      return `The length of ${shown} is not ${LIMITS[keyword]} ${wordOf(params['limit'])}. ${at}`;
    case 'minItems':
    case 'maxItems':
      return `The number of items is not ${LIMITS[keyword]} ${wordOf(params['limit'])}. ${at}`;
    default:
      return `The value ${shown} is not ${wordOf(params['comparison'])} ${wordOf(params['limit'])}. ${at}`;
  }
}

const LIMITS = {
  minLength: 'at least',
  maxLength: 'at most',
  minItems: 'at least',
  maxItems: 'at most',
} as const;

function kindOf(value: Json | undefined): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A JSON pointer as Azure's reader writes a path, and what is there. */
function follow(body: Json, pointer: string): { path: string; value: Json | undefined } {
  let value: Json | undefined = body;
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      value = (value as readonly Json[])[Number(name)];
      path += `[${name}]`;
    } else {
      value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      path += path === '' ? name : `.${name}`;
    }
  }
  return { path, value };
}
