/** Packages from npm that the image has beside the bundle. */
export const PACKAGES: readonly string[];

/** Gathers what a container runs below `directory`; gives the directory of the program. */
export function collect(directory: string): string;
