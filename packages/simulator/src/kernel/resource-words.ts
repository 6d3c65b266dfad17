/** The words that resources are found by in lists, besides their type: names and tags. Case never counts. */
import type { StoredResource } from './resource.ts';

/** How a name, a tag, or a tag with its value is filed. */
export const nameWord = (name: string): string => `name|${name}`.toLowerCase();
export const tagWord = (name: string, value?: string): string =>
  (value === undefined ? `tag|${name}` : `tagged|${name}|${value}`).toLowerCase();

/** What a resource is filed under. What has no place is in no list that is searched: it would be kept for nobody. */
export function wordsOf({ name, location, tags }: StoredResource): string[] {
  if (location === undefined) return [];
  const words = [nameWord(name)];
  for (const [tag, value] of Object.entries(tags ?? {})) {
    words.push(tagWord(tag), tagWord(tag, String(value)));
  }
  return words;
}
