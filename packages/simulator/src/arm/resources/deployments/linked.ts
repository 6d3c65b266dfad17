/** Templates and parameters that are given by link: a blob, or a template spec. */
import { notSimulated, Refusal } from '../../../kernel/errors.ts';
import { decode } from '../../../kernel/exchange.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { checkLinked } from '../../../kernel/linked-access.ts';
import { readObject } from '../../../kernel/read-json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { TEMPLATE_SPEC_VERSIONS } from '../template-spec-model.ts';
import { invalidDeployment, invalidTemplate } from './errors.ts';
import { DEPLOYMENTS } from './place.ts';
import { readsRelaxed } from './relaxed-json.ts';

/** Where a template came from; what stands in the template beside it is found from there. */
export interface TemplateLink extends JsonObject {
  readonly uri?: string;
  /** Of a version of a template spec. */
  readonly id?: string;
  /** From the main template of the spec. */
  readonly relativePath?: string;
  readonly contentVersion?: string;
  /** A signature: no answer shows it. */
  readonly queryString?: string;
}

/** What was given by link. */
export interface Linked {
  readonly content: JsonObject;
  readonly link: TemplateLink;
}

/** Follows `properties.templateLink`. */
export function linkedTemplate(context: UnitContext, id: string, link: Json): Linked {
  const read = readLink(link, 'templateLink');
  if ((read.uri === undefined) === (read.id === undefined)) {
    throw invalidDeployment("A 'templateLink' needs one of 'uri' and 'id'.");
  }
  const found =
    read.id === undefined
      ? downloaded(context, read, 'template')
      : ofSpec(context, id, read.id, read);
  const version = stringAt(found.content, 'contentVersion') ?? '';
  const wanted = read.contentVersion;
  if (wanted !== undefined && wanted !== version) {
    // microsoft/vscode-azurearmtools#1145.
    throw invalidTemplate(
      `The content version contained in the template '${version}' does not match the content version found in the deployment object's TemplateLink property '${wanted}'. Please see https://aka.ms/arm-deploy for usage details.`,
      'reported',
    );
  }
  return { content: found.content, link: { ...found.link, contentVersion: version } };
}

/** Follows `properties.parametersLink`. */
export function linkedParameters(context: UnitContext, link: Json): Linked {
  const read = readLink(link, 'parametersLink');
  if (read.uri === undefined) {
    throw invalidDeployment("The 'parametersLink' of a deployment needs a 'uri'.");
  }
  const { content } = downloaded(context, read, 'parameters');
  const version = stringAt(content, 'contentVersion') ?? '';
  if (read.contentVersion !== undefined && read.contentVersion !== version) {
    throw invalidDeployment(
      `The content version contained in the parameters '${version}' does not match the content version found in the deployment object's ParametersLink property '${read.contentVersion}'.`,
    );
  }
  return { content, link: { uri: read.uri, contentVersion: version } };
}

/** A link as answers show it: documented, with what its URI holds, a signature too. */
export function shownLink({ queryString: _secret, ...link }: TemplateLink): JsonObject {
  return link;
}

/** The link of a nested deployment, which may start from that of the template around it. */
export function nestedLink(link: JsonObject, outer: TemplateLink | undefined): JsonObject {
  const relativePath = stringAt(link, 'relativePath');
  const isWhole = stringAt(link, 'uri') !== undefined || stringAt(link, 'id') !== undefined;
  if (relativePath === undefined || isWhole) return link;
  if (outer === undefined) {
    throw invalidDeployment(
      `The 'relativePath' '${relativePath}' of a template link needs a template around it that came by link.`,
    );
  }
  const { uri, id, queryString } = outer;
  const next = uri === undefined ? undefined : URL.parse(relativePath, uri);
  // What opens one opens the other: it goes to no other host.
  if (uri !== undefined && next?.origin !== new URL(uri).origin) {
    throw invalidDeployment(
      `The 'relativePath' '${relativePath}' of a template link leads to nothing beside the template around it.`,
    );
  }
  return {
    ...link,
    ...(id === undefined
      ? {}
      : { id, relativePath: beside(outer.relativePath ?? '', relativePath) }),
    ...(next ? { uri: next.href.split('?')[0] } : {}),
    ...(uri === undefined ? {} : signatureOf(uri, queryString)),
  };
}

function signatureOf(uri: string, queryString: string | undefined): JsonObject {
  const own = new URL(uri).search.slice(1);
  const query = queryString ?? own;
  return query === '' ? {} : { queryString: query };
}

/** `a/b.json` and `../c.json`: `c.json`. What is no path is left as it is: nothing is there. */
function beside(path: string, relativePath: string): string {
  const url = URL.parse(relativePath, `https://example.com/${path}`);
  // In a path a plus is no space.
  return url ? decode(url.pathname.replaceAll('+', '%2B')).slice(1) : relativePath;
}

const MEMBERS = ['uri', 'id', 'relativePath', 'contentVersion', 'queryString'] as const;

function readLink(link: Json, member: 'templateLink' | 'parametersLink'): TemplateLink {
  if (!isObject(link))
    throw invalidDeployment(`The '${member}' of a deployment must be an object.`);
  return Object.fromEntries(
    MEMBERS.flatMap((name) => {
      const value = stringAt(link, name);
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

const LOCAL = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0)/i;

function downloaded(
  context: UnitContext,
  link: TemplateLink,
  what: 'template' | 'parameters',
): Linked {
  const { uri = '', queryString } = link;
  const url = URL.parse(uri);
  if (!url || !/^https?:$/.test(url.protocol) || LOCAL.test(url.host))
    throw invalidContentLink(uri);
  const query = queryString?.replace(/^\?/, '');
  const signed = query === undefined ? uri : `${uri}${uri.includes('?') ? '&' : '?'}${query}`;
  const answer = context.download(signed);
  if (!answer) {
    throw notSimulated(
      `a ${what} by link to a host ('${url.host}') that is no storage account of the simulator`,
    );
  }
  if (answer.status !== 200) throw notDownloaded(uri, context.guid());
  return { content: parsed(answer.text, what), link };
}

function parsed(text: string, what: 'template' | 'parameters'): JsonObject {
  return readObject(
    text.replace(/^\uFEFF/, ''),
    (_why, detail) =>
      new Refusal({
        status: 400,
        code: what === 'template' ? 'InvalidTemplate' : 'InvalidDeploymentParameterValue',
        message: `Deployment ${what} parse failed: '${detail}'.`,
        evidence: 'assumed',
        failureCause: 'gateway',
      }),
    readsRelaxed,
  );
}

/** A version of a template spec, or one of the templates that came with it. */
function ofSpec(
  context: UnitContext,
  deploymentId: string,
  id: string,
  link: TemplateLink,
): Linked {
  const asked = { action: `${DEPLOYMENTS}/write`, scope: deploymentId };
  checkLinked(context, asked, `${TEMPLATE_SPEC_VERSIONS}/read`, id);
  const spec = context.resource(id);
  if (spec?.type !== TEMPLATE_SPEC_VERSIONS) {
    throw invalidTemplate(`The template spec version '${id}' was not found`, 'assumed');
  }
  const { relativePath } = link;
  const { properties } = spec;
  if (relativePath === undefined) {
    return { content: objectAt(properties, 'mainTemplate'), link: { ...link, id: spec.id } };
  }
  const path = beside('', relativePath);
  const { linkedTemplates } = properties;
  const artifacts = Array.isArray(linkedTemplates) ? linkedTemplates.filter(isObject) : [];
  const found = artifacts.find(
    (one) => beside('', (stringAt(one, 'path') ?? '').replaceAll('\\', '/')) === path,
  );
  if (!found) {
    throw invalidTemplate(`The template spec version '${id}' has no template '${path}'`, 'assumed');
  }
  return {
    content: objectAt(found, 'template'),
    link: { ...link, id: spec.id, relativePath: path },
  };
}

/** Azure/Azure-Landing-Zones#3268. */
const notDownloaded = (uri: string, trackingId: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidContentLink',
    message: `Unable to download deployment content from '${uri}'. The tracking Id is '${trackingId}'. Please see https://aka.ms/arm-deploy for usage details.`,
    evidence: 'reported',
    failureCause: 'gateway',
  });

/** Azure/azure-api-management-devops-resource-kit#358. */
const invalidContentLink = (uri: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidContentLink',
    message: `The provided content link '${uri}' is invalid or not supported. Content link must be an absolute URI not referencing local host or UNC path.`,
    evidence: 'reported',
    failureCause: 'gateway',
  });
