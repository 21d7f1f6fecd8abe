export interface FoundBrowser {
  readonly kind: 'env' | 'playwright' | 'system';
  readonly executablePath: string | undefined;
}
export function findBrowser(env?: NodeJS.ProcessEnv): FoundBrowser | undefined;
export const launchArgs: string[];
