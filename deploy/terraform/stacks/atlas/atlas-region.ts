/** `us-east-1` is `US_EAST_1` to Atlas. */
export const atlasRegion = (region: string): string => region.toUpperCase().replaceAll('-', '_');
