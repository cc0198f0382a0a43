/** Paths are `/`-separated and resolved lexically: `..` never looks at links. The working directory is always the root. */

/** Absolute and free of `.`, `..` and empty segments; empty for the empty path. */
export function resolvePath(path: string): string {
  return path === '' ? '' : `/${segmentsOf(path).join('/')}`;
}

export function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

/** The last segment as it was written, which may be `.` or `..`; `/` for the root. */
export function baseName(path: string): string {
  if (path === '/') return '/';
  const trimmed = trimTrailingSlash(normalizePath(path));
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** Everything before the last segment; `.` where there is nothing. */
export function directoryName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (slash < 0) return path.startsWith('/') ? '/' : '.';
  return slash === 0 ? '/' : trimmed.slice(0, slash);
}

/** Like `resolvePath`, but keeps a path relative and keeps a trailing slash. */
export function normalizePath(path: string): string {
  const absolute = path.startsWith('/');
  const joined = segmentsOf(path).join('/');
  const trailing = path.endsWith('/') && joined !== '' ? '/' : '';
  if (absolute) return `/${joined}${trailing}`;
  return joined === '' ? '.' : `${joined}${trailing}`;
}

export function trimTrailingSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** True where `inner` is `outer` or lies below it. */
export function isWithin(inner: string, outer: string): boolean {
  const innerSegments = segmentsOf(inner);
  return segmentsOf(outer).every((segment, index) => innerSegments[index] === segment);
}
