/** How a rule says that Azure refuses, as it must come over the wire. */
import {
  evaluate,
  type ChainFacts,
  type Edition,
  type Evidence,
  type Finding,
  refusalFor,
  type Rule,
  type RuleId,
  simulatorWording,
  type Stage,
} from '@azureml-cmk/core/rules';
import { firstParty } from './access.ts';
import type { PlayedWorld } from './world-of-facts.ts';

/** A refusal as it must be read off the wire. */
export interface ExpectedRefusal {
  readonly when: 'request' | 'operation';
  readonly status: number;
  readonly code: string;
  readonly message: string | RegExp;
  readonly ruleId: RuleId;
  readonly evidence: Evidence;
}

/** The wire text of a rule at a stage for what the facts break. */
export function expectedRefusal(
  rule: Rule,
  stage: Stage,
  edition: Edition,
  facts: ChainFacts,
  world: PlayedWorld,
): ExpectedRefusal {
  const finding = evaluate(facts, { edition, stage, rules: [rule] })[0];
  const refusal = finding && refusalFor(finding, stage);
  if (!finding || !refusal) throw new Error(`${rule.id} refuses nothing at ${stage}`);
  const when = stage.endsWith('.operation') ? 'operation' : 'request';
  const told = toldByVault(finding, stage, world);
  if (told) return { when, ruleId: rule.id, ...told };
  const { status, code, evidence } = refusal;
  const text = refusal.message(finding.violation, facts);
  const message = evidence === 'assumed' ? `${text}${simulatorWording}` : patternOf(text);
  return { when, status, code, evidence, message, ruleId: rule.id };
}

/** What a rule writes in angle brackets is the caller's or the deployment's. */
function patternOf(text: string): string | RegExp {
  if (!/<[a-z ]+>/.test(text)) return text;
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/<[a-z ]+>/g, "[^']+")}$`);
}

/**
 * A workspace whose key cannot be used fails in the vault's own words inside those of Azure Cosmos DB, as Cosmos DB's page
 * on troubleshooting prints them; the rules' own texts for it are for services whose words nobody has seen.
 */
function toldByVault(
  { rule, violation }: Finding,
  stage: Stage,
  world: PlayedWorld,
): Pick<ExpectedRefusal, 'status' | 'code' | 'message' | 'evidence'> | undefined {
  if (!stage.startsWith('workspace.')) return undefined;
  const vaults = vaultsWords(rule.id, violation.path, world);
  if (!vaults) return undefined;
  const { innerCode, message, evidence } = vaults;
  const suffix = evidence === 'assumed' ? ' \\(simulator wording\\)' : '';
  const json = `\\{"error":\\{"code":"Forbidden","message":"${message}","innererror":\\{"code":"${innerCode}"\\}\\}\\}`;
  return {
    status: 403,
    code: 'Forbidden',
    evidence,
    message: new RegExp(
      `^Database account creation failed\\. Operation Id: ${GUID}, Error: ${json}\\r\\nActivityId: ${GUID}, Microsoft\\.Azure\\.Documents\\.Common/2\\.14\\.0${suffix}$`,
    ),
  };
}

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

function vaultsWords(
  ruleId: RuleId,
  path: string,
  world: PlayedWorld,
):
  | { readonly innerCode: string; readonly message: string; readonly evidence: Evidence }
  | undefined {
  if (ruleId === 'CMK-012') {
    if (path === 'key.state.enabled') {
      return {
        innerCode: 'KeyDisabled',
        message: 'Operation wrapKey is not allowed on a disabled key\\.',
        evidence: 'documented',
      };
    }
    const what = path === 'key.state.expires' ? 'an expired key' : 'a key that is not yet valid';
    return {
      innerCode: 'KeyNotYetValidOrExpired',
      message: `Operation wrapKey is not allowed on ${what}\\. \\(simulator wording\\)`,
      evidence: 'assumed',
    };
  }
  if (ruleId !== 'CMK-013') return undefined;
  const isRbac = world.facts.vault?.state?.accessModel === 'rbac';
  const who = world.facts.keyAccess?.some(({ consumer }) => consumer !== 'cosmosDb')
    ? GUID
    : firstParty(world, 'cosmosDb');
  return isRbac
    ? {
        innerCode: 'ForbiddenByRbac',
        message: `Caller is not authorized to perform action on resource\\.[^"]*oid=${who}[^"]*`,
        evidence: 'documented',
      }
    : {
        innerCode: 'AccessDenied',
        message: `The user, group or application '[^"]*oid=${who}[^"]*' does not have keys (?:get|wrapKey|unwrapKey) permission on key vault [^"]*`,
        evidence: 'documented',
      };
}
