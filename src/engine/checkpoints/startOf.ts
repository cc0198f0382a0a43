import type { JobRequest, StartPoint } from '../api.ts';

/** Where an evaluation is to begin; undefined: with the first message. */
export function startOf(request: JobRequest): StartPoint | undefined {
  return 'start' in request ? request.start : undefined;
}

export function withoutStart(request: JobRequest): JobRequest {
  if (!('start' in request)) return request;
  const { start: _, ...rest } = request;
  return rest;
}
