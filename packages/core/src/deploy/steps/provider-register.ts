import { CmkError } from '../../errors/cmk-error.ts';
import {
  absent,
  defineStep,
  found as same,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { settle } from '../waiting.ts';

interface FoundProvider {
  readonly registrationState: string;
}

/** Registration of a namespace takes seconds to minutes. */
const REGISTRATION_LONGEST_MS = 15 * 60 * 1000;

async function readProvider(context: StepContext, namespace: string): Promise<FoundProvider> {
  const client = await context.clients.resources();
  const provider = await client.providers.get(namespace, { abortSignal: context.signal });
  return { registrationState: provider.registrationState ?? 'NotRegistered' };
}

const isRegistered = ({ registrationState }: FoundProvider): boolean =>
  registrationState.toLowerCase() === 'registered';

/** Registers a resource provider. */
export const registerProvider: StepUnit<'provider.register', FoundProvider> = defineStep({
  kind: 'provider.register',
  read: ({ namespace }, context) => readProvider(context, namespace),
  compare: (_, provider) => (provider && isRegistered(provider) ? same : absent),
  async write({ namespace }, _, context) {
    const client = await context.clients.resources();
    await client.providers.register(namespace);
    const provider = await settle(
      context,
      `${namespace} is being registered`,
      () => readProvider(context, namespace),
      (each) => !/^registering$/i.test(each.registrationState),
      REGISTRATION_LONGEST_MS,
    );
    if (isRegistered(provider)) return provider;
    throw new CmkError({
      code: 'CMK_PROVIDER_NOT_REGISTERED',
      hop: 'provider',
      message: `${namespace} is ${provider.registrationState} after it was registered.`,
      reason: 'The registration did not take.',
      fix: `Run az provider register --namespace ${namespace} --wait and look at what it says.`,
      retryable: true,
      ruleId: 'CMK-005',
    });
  },
  outputs: () => ({}),
});
