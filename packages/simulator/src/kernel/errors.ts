import type { Evidence, RuleId } from '@azureml-cmk/core/rules';
import type { Json, JsonObject } from './json.ts';

/** The suffix of every text that nobody saw Azure send. */
export const simulatorWording = ' (simulator wording)';

/** What a refusal holds. */
export interface RefusalData {
  readonly status: number;
  /** PascalCase. */
  readonly code: string;
  /** Azure's words; an `assumed` one gets the suffix by itself. */
  readonly message: string;
  readonly evidence: Evidence;
  readonly ruleId?: RuleId;
  readonly target?: string;
  readonly details?: readonly RefusalDetail[];
  /** `innererror.code`, as Key Vault sends it. */
  readonly innerCode?: string;
  /** Typed extras, as Machine Learning sends them. */
  readonly additionalInfo?: readonly { readonly type: string; readonly info: JsonObject }[];
  /** `gateway`: Resource Manager itself refused. */
  readonly failureCause?: 'gateway' | 'service';
  readonly headers?: Readonly<Record<string, string>>;
  /** `bare`: `{code, message}` without `error` around it, as Cosmos DB and old AKS answer. */
  readonly shape?: 'wrapped' | 'bare';
}

/** An error inside an error. */
export interface RefusalDetail {
  readonly code?: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly RefusalDetail[];
  readonly additionalInfo?: RefusalData['additionalInfo'];
}

/** A refusal as Azure words it. Thrown by units, turned into an answer by the kernel, kept by a failed operation. */
export class Refusal extends Error {
  readonly data: RefusalData;

  constructor(data: RefusalData) {
    // An answer, not a fault: nobody reads its stack, and collecting that would be most of its cost.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(data.message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'Refusal';
    this.data = data;
  }

  /** The message as it goes out. */
  get text(): string {
    return this.data.evidence === 'assumed' && !this.data.message.endsWith(simulatorWording)
      ? `${this.data.message}${simulatorWording}`
      : this.data.message;
  }

  /** The `error` member of the body. */
  error(): Json {
    const { code, target, details, additionalInfo, innerCode } = this.data;
    return {
      code,
      message: this.text,
      ...(target === undefined ? {} : { target }),
      ...(details === undefined ? {} : { details: details.map(detailOf) }),
      ...(additionalInfo === undefined
        ? {}
        : { additionalInfo: additionalInfo.map((entry) => ({ ...entry })) }),
      ...(innerCode === undefined ? {} : { innererror: { code: innerCode } }),
    };
  }

  /** The whole body. */
  body(): Json {
    return this.data.shape === 'bare' ? this.error() : { error: this.error() };
  }
}

const detailOf = ({ details, additionalInfo, ...detail }: RefusalDetail): JsonObject => ({
  ...detail,
  ...(details === undefined ? {} : { details: details.map(detailOf) }),
  ...(additionalInfo === undefined
    ? {}
    : { additionalInfo: additionalInfo.map((entry) => ({ ...entry })) }),
});

/** A refusal of our own: what the simulator does not simulate, naming itself, and the rule that speaks of it. */
export function notSimulated(what: string, ruleId?: RuleId): Refusal {
  return new Refusal({
    status: 501,
    code: 'NotSimulated',
    message: `${what} is not simulated`,
    evidence: 'assumed',
    failureCause: 'gateway',
    ...(ruleId === undefined ? {} : { ruleId }),
  });
}
