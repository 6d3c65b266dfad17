import type { UnitContext } from '../../kernel/resource-type.ts';

/** Suffixes of the hosts of accounts in one cloud. */
interface AccountHosts {
  /** Of an account with a name of its own. */
  readonly own: string;
  /** Of all accounts of a region. */
  readonly region: string;
  /** Where a cloud has them: of Azure OpenAI, and of Azure AI services as a whole. */
  readonly openAi?: string;
  readonly services?: string;
}

export const ACCOUNT_HOSTS: Readonly<Record<UnitContext['cloud'], AccountHosts>> = Object.freeze({
  public: {
    own: 'cognitiveservices.azure.com',
    region: 'api.cognitive.microsoft.com',
    openAi: 'openai.azure.com',
    services: 'services.ai.azure.com',
  },
  usGovernment: {
    own: 'cognitiveservices.azure.us',
    region: 'api.cognitive.microsoft.us',
    openAi: 'openai.azure.us',
  },
  china: { own: 'cognitiveservices.azure.cn', region: 'api.cognitive.azure.cn' },
});
