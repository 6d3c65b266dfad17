/** Functions of templates that ask Azure while a deployment runs. */
import type { RefusalDetail } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../../kernel/json.ts';
import type { SubmittedRequest, UnitContext } from '../../../kernel/resource-type.ts';
import type { TemplateFunction } from '../template/evaluate.ts';
import { findName } from '../template/find-name.ts';
import { badCall, TemplateError } from '../template/template-error.ts';
import type { FindItems } from './dependencies.ts';
import type { RuntimeFunctions } from './scope.ts';

/** What was asked for is refused: the resource that asks fails with it. */
export class AskFailed extends Error {
  override readonly name = 'AskFailed';
  readonly detail: RefusalDetail;
  readonly status: number;

  constructor(status: number, detail: RefusalDetail) {
    super(detail.message);
    this.status = status;
    this.detail = detail;
  }
}

/** The error of an answer, as a part of another. */
export function errorIn(body: Json, status: number): RefusalDetail {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : body;
  const code = stringAt(error, 'code');
  return {
    code: code ?? String(status),
    message: stringAt(error, 'message') ?? JSON.stringify(body),
    ...(isObject(error) && Array.isArray(error['details'])
      ? { details: error['details'] as unknown as readonly RefusalDetail[] }
      : {}),
    ...(isObject(error) && Array.isArray(error['additionalInfo'])
      ? {
          additionalInfo: error['additionalInfo'] as unknown as NonNullable<
            RefusalDetail['additionalInfo']
          >,
        }
      : {}),
  };
}

/** The functions over a template's own resources and everything else that is there. */
export function runtimeFunctions(context: UnitContext, find: FindItems): RuntimeFunctions {
  const ask = (request: SubmittedRequest): Json => {
    const { status, body } = context.ask(request);
    if (status >= 400) throw new AskFailed(status, errorIn(body, status));
    return body;
  };
  const target = (name: Json | undefined, version: Json | undefined, called: string): string => {
    if (typeof name !== 'string') throw badCall(called, 'argument 1 must be a name or an id');
    const [item] = find(name);
    const id = item?.id ?? name;
    const apiVersion = typeof version === 'string' ? version : item?.apiVersion;
    if (!id.startsWith('/')) {
      throw new TemplateError(
        `The resource '${name}' is not defined in the template. Please see https://aka.ms/arm-syntax for usage details.`,
        'reported',
      );
    }
    if (apiVersion === undefined) {
      throw badCall(
        called,
        `an api-version must be given for '${id}', which is not of the template`,
      );
    }
    return `${id}{action}?api-version=${apiVersion}`;
  };
  const reference: TemplateFunction = ([name, version, full], called) => {
    const path = target(name, version, called).replace('{action}', '');
    const body = ask({ method: 'GET', path });
    if (String(full).toLowerCase() === 'full') return body;
    if (!isObject(body)) return body;
    const found = findName(body, 'properties');
    return found === undefined ? {} : (body[found] ?? {});
  };
  const list =
    (action: string): TemplateFunction =>
    ([name, version, body], called) =>
      ask({
        method: 'POST',
        path: target(name, version, called).replace('{action}', `/${called || action}`),
        body: isObject(body) ? body : {},
      });
  const resourceInfo: TemplateFunction = ([name], called): JsonObject => {
    const [item] = typeof name === 'string' ? find(name) : [];
    if (!item) throw badCall(called, 'argument 1 must be a symbolic name');
    const { id, type, apiVersion } = item;
    return { id, name: item.name, type, apiVersion };
  };
  return { reference, resourceInfo, list };
}
