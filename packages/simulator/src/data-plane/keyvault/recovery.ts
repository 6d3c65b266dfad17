/** How a vault keeps what is deleted. */
import type { Json } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { isSince } from './api-version.ts';
import type { VaultView } from './vault-view.ts';

const FULL_RETENTION_DAYS = 90;

/** Recorded: about 8 s until a deleted object can be found, and the same for a recovered one. */
const SETTLES_MS = 8_000;

const DAY_SECONDS = 86_400;

/** When something was deleted and what follows. */
export interface Deletion {
  /** Epoch seconds. */
  readonly deletedAt: number;
  /** Epoch seconds. */
  readonly purgeAt: number;
  /** Virtual epoch milliseconds until which the deletion is under way. */
  readonly settledAt: number;
}

/** A deletion that begins at an instant in epoch seconds. */
export function deletionAt(now: number, vault: VaultView, services: Services): Deletion {
  return {
    deletedAt: now,
    purgeAt: now + vault.retentionDays * DAY_SECONDS,
    settledAt: settlesAt(services),
  };
}

/** When a deletion or a recovery that begins now is over: virtual epoch milliseconds. */
export function settlesAt({ world, settings }: Services): number {
  return settings.latency === 'realistic' ? world.now + SETTLES_MS : world.now;
}

/** Attributes that everything in a vault has. */
export function recoveryAttributes(vault: VaultView, apiVersion: string): Json & object {
  return {
    recoveryLevel: recoveryLevel(vault),
    ...(isSince(apiVersion, '7.1') && vault.retentionDays > 0
      ? { recoverableDays: vault.retentionDays }
      : {}),
  };
}

function recoveryLevel(vault: VaultView): string {
  if (vault.retentionDays === 0) return 'Purgeable';
  const kept = vault.retentionDays < FULL_RETENTION_DAYS ? 'CustomizedRecoverable' : 'Recoverable';
  return vault.isPurgeProtected ? kept : `${kept}+Purgeable`;
}
