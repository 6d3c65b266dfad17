/** What other tools check of the same: Azure Policy, PSRule for Azure, Checkov, Trivy. None of them checks the chain. */
import type { Control } from './posture.ts';

const policy = (id: string): Control => ({ tool: 'azurePolicy', id });
const psRule = (id: string): Control => ({ tool: 'psRule', id });
const checkov = (id: string): Control => ({ tool: 'checkov', id });
const trivy = (id: string): Control => ({ tool: 'trivy', id });

const WORKSPACE_UNDER_KEY = [
  policy('ba769a63-b8cc-4b2d-abf6-ac33c7204be8'),
  policy('7f40cee6-e933-4d0f-a782-b96615e0f4a6'),
];

const byRule: Readonly<Record<string, readonly Control[]>> = {
  'CMK-001': [policy('1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d'), checkov('CKV_AZURE_42')],
  'CMK-002': [
    policy('0b60c0b2-2dc2-4e1c-b5c9-abbed971de53'),
    checkov('CKV_AZURE_110'),
    trivy('AZU-0016'),
  ],
  'CMK-008': [psRule('AZR-000118')],
  'CMK-012': [checkov('CKV_AZURE_40'), trivy('AZU-0014')],
  'CMK-013': [policy('5f0c7d88-c7de-45b8-ac49-db49e72eaa78'), psRule('AZR-000407')],
  'CMK-017': WORKSPACE_UNDER_KEY,
  'CMK-020': [psRule('AZR-000123')],
  'CMK-032': [checkov('CKV2_AZURE_50')],
  'CMK-041': WORKSPACE_UNDER_KEY,
  'CMK-047': WORKSPACE_UNDER_KEY,
  'CMK-060': [policy('0aa61e00-0a01-4a3c-9945-e93cffedf0e6')],
  'CMK-063': [
    policy('7d7be79c-23ba-4033-84dd-45e2a5ccdd67'),
    checkov('CKV_AZURE_117'),
    trivy('AZU-0067'),
  ],
};

/** The checks of other tools about one rule; none for most. */
export function controlsOf(ruleId: string): readonly Control[] {
  return byRule[ruleId] ?? [];
}
