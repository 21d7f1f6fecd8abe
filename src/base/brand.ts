/** A value of type `T` that cannot be mixed up with another `T`: branded numbers and strings differ at compile time only. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
