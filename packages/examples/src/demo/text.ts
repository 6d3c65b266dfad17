/** Text for a terminal of 100 columns. Colours obey NO_COLOR and are left out where no terminal reads. */
import { stripVTControlCharacters, styleText } from 'node:util';

/** Columns that every line keeps within, except where one word is longer. */
const columns = 100;

type Style = Parameters<typeof styleText>[0];

/** A text in a style, when stdout shows styles. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** `12:05`, from milliseconds: minutes and seconds. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `1 write`, `2 writes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Lines of `label  text`, the text wrapped beside its label. */
export function labelled(label: string, text: string, indent = 2, width = 10): string {
  const first = `${' '.repeat(indent)}${label.padEnd(width)}`;
  return wrapped(text, first);
}

/** Breaks a text at spaces; lines after the first are indented by as much as `first` is wide. */
export function wrapped(text: string, first = ''): string {
  const lines: string[] = [];
  const length = (part: string): number => stripVTControlCharacters(part).length;
  const rest = ' '.repeat(length(first));
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!isEmpty && length(line) + 1 + word.length > columns) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
