/** Failures of vaults as a deployment takes them; the simulator's side is in its own tests of failures. */
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { describe, expect, it } from 'vitest';

import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

describe('making the vault', () => {
  it('F06 against a policy of the organisation ends the deployment with the words of the policy', async () => {
    const sim = simulator();
    const message =
      "Resource 'kv-claims' was disallowed by policy. Reasons: 'Soft delete and Purge Protection should be enabled and retention days should be 90 days'.";
    sim.faults.add({
      method: 'PUT',
      path: '**/vaults/kv-claims',
      answer: { status: 403, code: 'RequestDisallowedByPolicy', message },
    });
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_POLICY_DENIED',
      retryable: false,
      stepId: 'vault',
      cause: { status: 403, code: 'RequestDisallowedByPolicy', message },
    });
    expect(resultsOf(outcome)).toMatchObject({ vault: 'failed', key: 'skipped' });
  });

  it('F07 says how it is authorized, whatever the api-version makes of silence', async () => {
    const sim = simulator();
    const { error } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error?.toJSON()).toBeUndefined();
    const client = new KeyVaultManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    const { properties } = await client.vaults.get('rg-claims', 'kv-claims');
    expect(properties.enableRbacAuthorization).toBeTypeOf('boolean');
  });

  it('F15 while somebody else changes it is tried again', async () => {
    const sim = simulator();
    sim.faults.add({
      method: 'PUT',
      path: '**/vaults/kv-claims',
      times: 1,
      answer: {
        status: 409,
        code: 'ConflictError',
        message:
          "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault 'kv-claims' changed from the point the operation began. This can happen if parallel operations are being performed on the Key Vault. To prevent this error, serialize the operations so that only one operation is performed on the Key Vault at a time. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147741",
      },
    });
    const { error, outcome } = await run(sim, planOf(sim, smallSpec(sim)));
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)['vault']).toBe('changed');
    expect(sim.faults.list()[0]).toMatchObject({ fired: 1 });
  });
});
