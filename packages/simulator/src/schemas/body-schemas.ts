/** Holds the bodies of requests against the published schemas: the kernel's port to them. */
import { nearestVersion } from '../kernel/api-version.ts';
import { bodyKeyOf } from '../kernel/body-key.ts';
import type { Json } from '../kernel/json.ts';
import type { BodyRequest, SchemaPort, SettledBody } from '../kernel/ports.ts';
import { bodyModules } from './bodies.gen.ts';
import type { BodyModule, Misfit } from './body-module.ts';
import { booleanTextAt, withBooleanAt } from './boolean-texts.ts';
import { checkEnvelope, undescribed } from './envelope.ts';
import { misfitRefusal } from './misfit.ts';
import { strip, withoutNulls } from './strip.ts';

/** Modules that were loaded: code, the same for every simulator, as in the loader's own memory. */
const loaded = new Map<string, BodyModule>();

/** The schemas, each loaded with the first body that is held against it. */
export const bodySchemas: SchemaPort = Object.freeze({
  prepare(segments: readonly string[]): Promise<void> | undefined {
    const key = bodyKeyOf(segments)?.key ?? '';
    if (loaded.has(key)) return undefined;
    const load = bodyModules.get(key);
    return load?.().then((module) => {
      loaded.set(key, module);
    });
  },

  versionsOf(method: string, segments: readonly string[]): readonly string[] {
    return Object.keys(loaded.get(bodyKeyOf(segments)?.key ?? '')?.bodies[method] ?? {});
  },

  settle(request: BodyRequest): SettledBody {
    const { method, segments, apiVersion, body } = request;
    const place = bodyKeyOf(segments);
    const module = loaded.get(place?.key ?? '');
    const versions = module?.bodies[method];
    if (!place || !module || !versions) {
      return { body, ignored: [], unchecked: undescribed(method, body), unlisted: [] };
    }
    const isOwn = Object.hasOwn(versions, apiVersion);
    const version = isOwn ? apiVersion : nearestVersion(Object.keys(versions), apiVersion);
    const name = versions[version] ?? '';
    const validate = module.validators[name];
    const stripped = strip(body, name, module, !isOwn);
    if (method === 'PUT') checkEnvelope(request, stripped.unknown);
    let given =
      isOwn && stripped.unknown.length > 0 ? strip(body, name, module, true).body : undefined;
    let read = stripped.body;
    let held: Json;
    let misfit: Misfit | undefined;
    for (;;) {
      held = stripped.hasNull ? withoutNulls(read) : read;
      misfit = validate && !validate(held) ? validate.errors?.[0] : undefined;
      const text = misfit && booleanTextAt(misfit, read, place.namespace);
      if (!text) break;
      read = withBooleanAt(read, text);
      given = given && withBooleanAt(given, text);
    }
    return {
      body: read,
      ignored: isOwn ? stripped.unknown : [],
      unchecked: isOwn ? [] : stripped.unknown,
      unlisted: isOwn ? stripped.unlisted : [],
      ...(given ? { given } : undefined),
      ...(misfit ? { refusal: misfitRefusal(misfit, held, place.namespace) } : undefined),
    };
  },
});
