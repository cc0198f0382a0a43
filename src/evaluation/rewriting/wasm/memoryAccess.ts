import { valueType } from './functionTypes.ts';

/** Types of what the stores 0x36 … 0x3e write. */
export const storedTypes = [
  valueType.i32,
  valueType.i64,
  valueType.f32,
  valueType.f64,
  valueType.i32,
  valueType.i32,
  valueType.i64,
  valueType.i64,
  valueType.i64,
] as const;
