/** One page that needs nothing else: no script, no font, no request. */
import type { Posture, PostureItem, RuleVerdict } from '../posture.ts';
import { drawChain } from './drawing.ts';
import { escapeText } from './escape.ts';
import { architectureOf, consumers, counted, place, underWords, verdicts } from './words.ts';

const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --card: #f6f8fa;
  --customer: #1a7f37; --microsoft: #9a6700; --platform: #59636e; --none: #bc4c00; --unknown: #8250df; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #3d444d;
  --card: #151b23; --customer: #3fb950; --microsoft: #d29922; --platform: #9198a1; --none: #f0883e; --unknown: #ab7df8;
  --bad: #f85149; } }
body { margin: 0 auto; max-width: 1320px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; } h2 { font-size: 19px; margin: 40px 0 12px; }
p { margin: 6px 0; } .soft { color: var(--soft); } code { font: 12.5px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0; }
.count { flex: 1 1 150px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.count b { display: block; font-size: 28px; line-height: 1.2; }
.drawing { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
svg { display: block; min-width: 900px; width: 100%; } svg text { font: 13px system-ui, sans-serif; fill: var(--ink); }
svg .small { font-size: 11px; fill: var(--soft); } svg .label { font-weight: 600; }
.box { fill: var(--card); stroke: var(--line); stroke-width: 1.5; } .edge { fill: none; stroke: var(--customer); stroke-width: 1.6; }
.box.customer, .box.sufficient, .box.key, .box.vault { stroke: var(--customer); } .box.microsoft { stroke: var(--microsoft); }
.box.unknown { stroke: var(--unknown); stroke-dasharray: 5 4; } .box.insufficient { stroke: var(--bad); }
.edge.broken { stroke: var(--bad); stroke-dasharray: 5 4; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); }
.ids { white-space: nowrap; } .proof { min-width: 300px; }
th { font-size: 12px; color: var(--soft); font-weight: 600; }
.mark { white-space: nowrap; font-weight: 600; } .customer.mark, .holds.mark { color: var(--customer); }
.microsoft.mark, .should.mark { color: var(--microsoft); } .platform.mark, .note.mark { color: var(--platform); }
.none.mark { color: var(--none); } .unknown.mark { color: var(--unknown); } .must.mark { color: var(--bad); }
`;

/** Paths and ids break behind a dot or a slash before they break anywhere. */
const code = (text: string): string =>
  `<code>${escapeText(text).replaceAll(/[./](?=\w)/g, '$&<wbr>')}</code>`;

/** Widths are those of the columns in percent; absent: what is in them decides. */
function table(
  head: readonly string[],
  rows: readonly string[],
  widths: readonly number[] = [],
): string {
  const heads = head
    .map((title, index) => {
      const width = widths[index] === undefined ? '' : ` style="width:${widths[index]}%"`;
      return `<th scope="col"${width}>${title}</th>`;
    })
    .join('');
  return `<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const mark = (look: string, words: string): string =>
  `<span class="mark ${look}">${escapeText(words)}</span>`;

function itemRow({ what, where, under, keyIdentifier, evidence, ruleIds, note }: PostureItem) {
  const proof = evidence.map(({ request, property, value }) => {
    const told = property === '' ? value : `${property} = ${value}`;
    return `<div title="${escapeText(request)}">${code(told)}</div>`;
  });
  return row([
    [
      escapeText(what),
      where === '' ? '' : `<div class="soft">${escapeText(place(where))}</div>`,
      note === undefined ? '' : `<p>${escapeText(note)}</p>`,
    ].join(''),
    `${mark(under, underWords[under])}${keyIdentifier === undefined ? '' : `<div>${code(keyIdentifier)}</div>`}`,
    `<div class="proof">${proof.join('') || '<span class="soft">Azure shows no property</span>'}</div>`,
    `<div class="ids">${ruleIds.join('<br>')}</div>`,
  ]);
}

function ruleRow({ ruleId, name, level, result, violations, fix, controls }: RuleVerdict) {
  const told = violations.map(
    ({ path, expected, received }) =>
      `<div>${code(path)}: expected ${escapeText(expected)}, received ${escapeText(received)}</div>`,
  );
  const isBroken = result === 'broken';
  return row([
    `${ruleId} ${escapeText(name)}`,
    isBroken
      ? mark(level, { must: 'broken', should: 'advice', note: 'note' }[level])
      : mark('holds', 'holds'),
    `${told.join('')}${isBroken ? `<div class="soft">${escapeText(fix)}</div>` : ''}`,
    controls.map(({ tool, id }) => escapeText(`${tool} ${id}`)).join('<br>'),
  ]);
}

/** A posture as a page. */
export function renderHtml(posture: Posture): string {
  const { items, keyUse, rules, unread, keyIdentifier } = posture;
  const name = place(posture.workspaceId);
  const skipped = rules.filter(({ result }) => result === 'notApplicable');
  const users = keyUse.map(({ consumer, target, principalId, required, granted, verdict, note }) =>
    row([
      escapeText(`${consumers[consumer]}${target === 'workspace' ? '' : ` ${target}`}`),
      code(principalId ?? 'unknown'),
      required.join(', '),
      granted === undefined ? 'unknown' : granted.join(', ') || 'nothing',
      `${mark({ sufficient: 'holds', insufficient: 'must', unknown: 'unknown' }[verdict], verdict)}<div class="soft">${escapeText(note ?? '')}</div>`,
    ]),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Encryption of ${escapeText(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Encryption of workspace ${escapeText(name)}</h1>
<p class="soft">${architectureOf(posture)}; read ${posture.asOf}, judged by ${posture.editionStamp}</p>
${keyIdentifier === undefined ? '' : `<p>key ${code(keyIdentifier)}</p>`}
<div class="counts">
${verdicts.map((under) => `<div class="count"><b class="mark ${under}">${counted(items, under)}</b>${underWords[under]}</div>`).join('\n')}
</div>
<div class="drawing">
${drawChain(posture)}
</div>
<h2>Whose key data is under</h2>
${table(['what', 'whose key', 'what proves it', 'rules'], items.map(itemRow), [27, 25, 41, 7])}
${users.length === 0 ? '' : `<h2>Who may use the key</h2>\n${table(['who', 'principal', 'needs', 'has', 'verdict'], users)}`}
<h2>Rules</h2>
${table(['rule', 'result', 'what was found', 'other tools'], rules.filter(({ result }) => result !== 'notApplicable').map(ruleRow))}
${skipped.length === 0 ? '' : `<p class="soft">Not about this chain, or not known: ${skipped.map(({ ruleId }) => ruleId).join(', ')}</p>`}
${
  unread.length === 0
    ? ''
    : `<h2>Could not be read</h2>\n${table(
        ['request', 'why'],
        unread.map(({ request, reason }) => row([code(request), escapeText(reason)])),
      )}`
}
</body>
</html>
`;
}
