export { isLoopbackAddress, isPublicAddress } from './public-address.ts';
export { createPublicLookup, PrivateAddressError, publicLookup } from './public-lookup.ts';
export {
  CallbackResolver,
  type Resolution,
  type Resolve,
  type ResolverOptions,
  systemResolve,
} from './resolver.ts';
export {
  type CallbackPolicy,
  type CallbackVerdict,
  judgeCallbackUrl,
  MAX_CALLBACK_URL_LENGTH,
} from './rules.ts';
