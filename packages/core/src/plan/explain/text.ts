import { editionStampOf } from '../../rules/types.ts';
import { normaliseRegion } from '../names.ts';
import type { Plan } from '../types.ts';
import { accessLines } from './access.ts';
import { encryptedLines } from './encrypted.ts';
import type { ExplainSection } from './explain.ts';
import { permissionLines } from './permissions.ts';
import { stepLines } from './steps.ts';
import { wrap } from './wrap.ts';

type Section = readonly [
  name: ExplainSection,
  heading: string,
  linesOf: (plan: Plan) => readonly string[],
];

const all: readonly Section[] = [
  ['encrypted', 'What comes under which key', encryptedLines],
  ['access', 'Who gets access, and why', accessLines],
  ['steps', 'What is done, in order', stepLines],
  ['irreversible', 'What cannot be undone', lastingLines],
  ['permissions', 'What you must be allowed to do', permissionLines],
  ['issues', 'What was found at plan time', issueLines],
];

/** A plan for people, section by section. */
export function explainAsText(plan: Plan, wanted?: readonly ExplainSection[]): string {
  const { spec } = plan;
  const title = `Workspace ${spec.workspace.name} under your own key`;
  const head = [
    title,
    '='.repeat(title.length),
    wrap(
      `Subscription ${plan.subscriptionId}, resource group ${spec.resourceGroup}, region ${normaliseRegion(spec.location)}, ` +
        `tenant ${plan.tenantId}, cloud ${plan.cloud}. Judged by edition ${editionStampOf(plan.edition)} as of ${plan.asOf}.`,
    ),
  ];
  const sections = all.filter(([name]) => wanted?.includes(name) ?? true);
  const body = sections.flatMap(([, heading, linesOf]) => {
    const lines = linesOf(plan);
    return [
      '',
      heading,
      '-'.repeat(heading.length),
      ...(lines.length === 0 ? ['  Nothing.'] : lines),
    ];
  });
  return [...head, ...body, ''].join('\n');
}

function lastingLines({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ lasting }) => (lasting === undefined ? [] : [wrap(lasting, '  * ')]));
}

function issueLines({ issues, accepted }: Plan): readonly string[] {
  return issues.flatMap(({ code, severity, path, message, fix }) => {
    const level = severity === 'error' && accepted.includes(code) ? 'error, accepted' : severity;
    const where = path === '' ? '' : ` at ${path}`;
    return [wrap(`${code} (${level})${where}: ${message}`, '  * ', '    '), wrap(fix, '    Fix: ')];
  });
}
