/** Request bodies that the documents publish for each type: what resources are made from that an example needs. */
import { isObject, type JsonObject } from '../json.ts';
import { subjectOf } from './path-kind.ts';
import type { PublishedExample } from './published.ts';

/** A body that makes a resource, and the version that it is of. */
export interface Shape {
  readonly apiVersion: string;
  readonly body: JsonObject;
}

/** Bodies of PUT requests by type. */
export class Shapes {
  readonly #byType = new Map<string, Shape[]>();
  readonly #sorted = new Map<string, readonly Shape[]>();

  constructor(examples: readonly PublishedExample[]) {
    for (const example of examples) {
      const { method, path, version } = example.operation;
      const body = example.arguments.find((argument) => argument.in === 'body')?.value;
      const subject = subjectOf(method, path);
      if (method !== 'PUT' || subject.kind !== 'resource' || !isObject(body)) continue;
      const shapes = this.#byType.get(subject.type) ?? [];
      shapes.push({ apiVersion: version, body });
      this.#byType.set(subject.type, shapes);
    }
  }

  /** Those of a version first, then the newest; the simplest first. */
  of(type: string, version: string): readonly Shape[] {
    const key = `${type} ${version}`;
    let sorted = this.#sorted.get(key);
    if (!sorted) {
      const shapes = (this.#byType.get(type) ?? []).map((shape) => ({
        shape,
        rank: shape.apiVersion === version ? '~' : shape.apiVersion,
        size: JSON.stringify(shape.body).length,
      }));
      shapes.sort((a, b) => (a.rank === b.rank ? a.size - b.size : a.rank < b.rank ? 1 : -1));
      sorted = shapes.map(({ shape }) => shape);
      this.#sorted.set(key, sorted);
    }
    return sorted;
  }
}
