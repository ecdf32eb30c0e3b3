/** The directory of a provider mirror, or undefined. */
export function mirrorDirectory(): string | undefined;
/** The environment that makes terraform install from it; the configuration goes into `directory`. */
export function mirrorConfiguration(directory: string): Record<string, string>;
