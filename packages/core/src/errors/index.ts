export {
  type AzureCause,
  CmkError,
  type CmkErrorData,
  type Hop,
  isCmkError,
  type Issue,
} from './cmk-error.ts';
