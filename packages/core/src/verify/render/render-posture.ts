import type { Posture } from '../posture.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

/** How a posture is rendered. */
export interface RenderOptions {
  /**
   * `text`: for a terminal of 100 columns; only identifiers that are longer stand out. `json`: the posture itself.
   * `markdown`: tables for a review or a wiki. `sarif`: SARIF 2.1.0 with one result for each broken rule and each thing
   * that is not under your key. `html`: one page that needs nothing else, with a drawing of the chain. Default `text`.
   */
  readonly format?: PostureFormat;
}

/** The formats of a posture. */
export type PostureFormat = 'text' | 'json' | 'markdown' | 'sarif' | 'html';

const renderers: Readonly<Record<PostureFormat, (posture: Posture) => string>> = {
  text: renderText,
  json: (posture) => `${JSON.stringify(posture, null, 2)}\n`,
  markdown: renderMarkdown,
  sarif: renderSarif,
  html: renderHtml,
};

/**
 * A posture as text, JSON, Markdown, SARIF or a page. Pure: nothing is read again, and the same posture gives the same
 * bytes. No format holds more than the posture does: ids, names and property values, never a token or a secret.
 *
 * @example
 * ```ts
 * import { type Posture, renderPosture } from '@azureml-cmk/core';
 * import { writeFileSync } from 'node:fs';
 *
 * function keep(posture: Posture): void {
 *   console.log(renderPosture(posture));
 *   writeFileSync('posture.html', renderPosture(posture, { format: 'html' }));
 *   writeFileSync('posture.sarif', renderPosture(posture, { format: 'sarif' }));
 * }
 * ```
 */
export function renderPosture(posture: Posture, { format = 'text' }: RenderOptions = {}): string {
  return renderers[format](posture);
}
