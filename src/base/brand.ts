declare const brand: unique symbol;

/** A `Value` that only its decoder can make: nominal typing for ids and units. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
