export {
  type AzureCause,
  CmkError,
  type CmkErrorData,
  type Hop,
  isCmkError,
  type Issue,
} from './cmk-error.ts';
export type { RecordedFailure } from './azure-failure.ts';
export { type ErrorCode, errorCodes } from './codes.ts';
export { translate, type TranslateContext } from './translate.ts';
