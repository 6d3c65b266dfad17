import type { Issue } from '../../errors/cmk-error.ts';
import { rotationDaysMinInclusive } from '../grammar.ts';
import { durationDays, parseInstant } from '../iso8601.ts';
import { type Path, specIssue } from '../issue.ts';
import type { CoherenceCheck, LooseSpec } from './loose.ts';

/** Keys in hardware need a premium vault. Of an existing vault nothing is known yet. */
export const hardwareKeyInPremiumVault: CoherenceCheck = ({ vault, key }) =>
  key?.create?.type === 'RSA-HSM' && vault?.create && vault.create.sku !== 'premium'
    ? [
        specIssue('SPEC-CONFLICT', ['key', 'create', 'type'], {
          message: 'An RSA-HSM key needs a premium vault, and the vault is a standard one.',
          received: 'RSA-HSM',
          expected: 'RSA, or vault.create.sku "premium"',
          fix: 'Set vault.create.sku to "premium", or the type of the key to "RSA".',
        }),
      ]
    : [];

/** A key is activated before it expires. */
export const expiryAfterActivation: CoherenceCheck = ({ key }) => {
  const { activation, expiry } = key?.create ?? {};
  if (activation === undefined || expiry === undefined) return [];
  if ((parseInstant(expiry) ?? Infinity) > (parseInstant(activation) ?? -Infinity)) return [];
  return [
    specIssue('SPEC-CONFLICT', ['key', 'create', 'expiry'], {
      message: 'The key expires before it is activated.',
      received: expiry,
      expected: `an instant after ${activation}`,
      fix: 'Move the expiry after the activation.',
    }),
  ];
};

/** What the parts of a rotation policy ask of each other. */
export const rotationPolicyHolds: CoherenceCheck = ({ key }) => {
  const policy = key?.create?.rotationPolicy;
  if (!policy) return [];
  const path: Path = ['key', 'create', 'rotationPolicy'];
  const { rotateAfter, rotateBeforeExpiry, expiresAfter, notifyBeforeExpiry } = policy;
  const issues: Issue[] = [];
  const report = (member: string, received: string, message: string, fix: string): void => {
    issues.push(specIssue('SPEC-CONFLICT', [...path, member], { message, received, fix }));
  };
  if (rotateAfter !== undefined && rotateBeforeExpiry !== undefined) {
    report(
      'rotateBeforeExpiry',
      rotateBeforeExpiry,
      'A policy rotates after an interval or before the expiry, not both.',
      'Remove rotateAfter or rotateBeforeExpiry.',
    );
  }
  if (rotateBeforeExpiry !== undefined && expiresAfter === undefined) {
    report(
      'rotateBeforeExpiry',
      rotateBeforeExpiry,
      'Rotating before the expiry needs expiresAfter: versions that never expire are never rotated.',
      'Add expiresAfter, for example "P1Y", or use rotateAfter.',
    );
  }
  if (rotateBeforeExpiry !== undefined && key.create?.expiry === undefined) {
    report(
      'rotateBeforeExpiry',
      rotateBeforeExpiry,
      'Rotating before the expiry needs key.create.expiry: the first version never expires without it.',
      'Add key.create.expiry, or use rotateAfter.',
    );
  }
  const days = expiresAfter === undefined ? undefined : durationDays(expiresAfter);
  if (days === undefined) return issues;
  const latest = days - rotationDaysMinInclusive;
  if (rotateAfter !== undefined && (durationDays(rotateAfter) ?? 0) > latest) {
    report(
      'rotateAfter',
      rotateAfter,
      `A version must be rotated at least ${rotationDaysMinInclusive} days before it expires (${expiresAfter}).`,
      `Rotate after P${Math.floor(latest)}D at the latest, or expire later.`,
    );
  }
  if (rotateBeforeExpiry !== undefined && (durationDays(rotateBeforeExpiry) ?? 0) > latest) {
    report(
      'rotateBeforeExpiry',
      rotateBeforeExpiry,
      `A version must be at least ${rotationDaysMinInclusive} days old when it is rotated, and it lives for ${expiresAfter}.`,
      `Rotate P${Math.floor(latest)}D before the expiry at the most, or expire later.`,
    );
  }
  if (notifyBeforeExpiry !== undefined && (durationDays(notifyBeforeExpiry) ?? 0) >= days) {
    report(
      'notifyBeforeExpiry',
      notifyBeforeExpiry,
      `The notification would come before the version exists: it lives for ${expiresAfter}.`,
      'Notify later, or expire later.',
    );
  }
  return issues;
};

/** Whether the firewall of the vault to create keeps public addresses out. */
export function isFirewalled(vault: NonNullable<LooseSpec['vault']>['create']): boolean {
  const network = vault?.network;
  return network?.defaultAction === 'Deny' || network?.publicNetworkAccess === 'Disabled';
}

/** Azure Cosmos DB, Search, Storage and disks reach a vault behind a firewall as trusted services only. */
export const trustedServicesPassFirewall: CoherenceCheck = ({ vault }) =>
  isFirewalled(vault?.create) && vault?.create?.network?.bypass === 'None'
    ? [
        specIssue('SPEC-CONFLICT', ['vault', 'create', 'network', 'bypass'], {
          message:
            'The firewall of the vault keeps out everyone, also the services that use the key.',
          received: 'None',
          expected: '"AzureServices" when the vault is behind a firewall',
          fix: 'Remove bypass, or set it to "AzureServices".',
        }),
      ]
    : [];
