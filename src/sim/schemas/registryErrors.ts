/** A refusal of the schema registry: the HTTP status and the error code that its clients see. */
export interface RegistryError {
  readonly kind: 'error';
  readonly status: 404 | 409 | 422;
  readonly code: 40401 | 40402 | 40403 | 40408 | 409 | 42201 | 42202 | 42203;
  readonly message: string;
}

export const registryError = (code: RegistryError['code'], message: string): RegistryError => ({
  kind: 'error',
  status: code === 409 ? 409 : code < 41_000 ? 404 : 422,
  code,
  message,
});

export const subjectNotFound = (subject: string): RegistryError => registryError(40_401, `Subject '${subject}' not found.`);
export const versionNotFound = (version: number): RegistryError => registryError(40_402, `Version ${version} not found.`);
export const schemaNotFound = (): RegistryError => registryError(40_403, 'Schema not found');
