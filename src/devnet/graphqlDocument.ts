/** A field that a GraphQL query asks for, its variables filled in. */
export interface GraphqlField {
  readonly name: string;
  /** Under which the answer goes: the alias, or the name. */
  readonly key: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly fields: readonly GraphqlField[];
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * The fields of a query's only operation. Understands variables with defaults, aliases, `@skip` and `@include`; neither
 * fragments nor mutations, which nobody sends to a gateway.
 * @throws SyntaxError
 */
export function parseGraphql(query: string, variables: Variables): readonly GraphqlField[] {
  const tokens = query
    .replace(/#[^\n]*/g, '')
    .match(/"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[^\s,]/g);
  return new Parser(tokens ?? [], variables).operation();
}

class Parser {
  private position = 0;
  private readonly tokens: readonly string[];
  private readonly variables: Record<string, unknown>;

  constructor(tokens: readonly string[], variables: Variables) {
    this.tokens = tokens;
    this.variables = { ...variables };
  }

  operation(): readonly GraphqlField[] {
    if (this.accept('query')) {
      if (/^\w/.test(this.peek())) this.next();
      if (this.accept('(')) this.variableDefinitions();
    }
    return this.selectionSet();
  }

  private variableDefinitions(): void {
    while (!this.accept(')')) {
      this.expect('$');
      const name = this.next();
      this.expect(':');
      while (/^[[\]!\w]/.test(this.peek())) this.next();
      if (this.accept('=')) {
        const fallback = this.value();
        this.variables[name] ??= fallback;
      }
    }
  }

  private selectionSet(): readonly GraphqlField[] {
    this.expect('{');
    const fields: GraphqlField[] = [];
    while (!this.accept('}')) {
      const first = this.next();
      if (!/^[A-Za-z_]/.test(first))
        throw new SyntaxError(`Unexpected "${first}" where a field was expected.`);
      const name = this.accept(':') ? this.next() : first;
      const args = this.arguments();
      const wanted = this.directives();
      const nested = this.peek() === '{' ? this.selectionSet() : [];
      if (wanted) fields.push({ name, key: first, args, fields: nested });
    }
    return fields;
  }

  private directives(): boolean {
    let wanted = true;
    while (this.accept('@')) {
      const name = this.next();
      const condition = this.arguments()['if'] === true;
      if (name === 'skip' && condition) wanted = false;
      if (name === 'include' && !condition) wanted = false;
    }
    return wanted;
  }

  private arguments(): Record<string, unknown> {
    return this.accept('(') ? this.pairsUntil(')') : {};
  }

  private pairsUntil(end: string): Record<string, unknown> {
    const pairs: Record<string, unknown> = {};
    while (!this.accept(end)) {
      const name = this.next();
      this.expect(':');
      pairs[name] = this.value();
    }
    return pairs;
  }

  private value(): unknown {
    const token = this.next();
    if (token === '$') return this.variables[this.next()];
    if (token === '{') return this.pairsUntil('}');
    if (token === '[') {
      const values: unknown[] = [];
      while (!this.accept(']')) values.push(this.value());
      return values;
    }
    // Names stay text (enum values); strings, numbers, booleans and null are written as in JSON.
    return /^([A-Z_]|[a-z]+[A-Z_])/.test(token) ? token : JSON.parse(token);
  }

  private peek(): string {
    return this.tokens[this.position] ?? '';
  }

  private next(): string {
    const token = this.tokens[this.position];
    if (token === undefined) throw new SyntaxError('The query ends early.');
    this.position += 1;
    return token;
  }

  private accept(token: string): boolean {
    if (this.peek() !== token) return false;
    this.position += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.accept(token)) throw new SyntaxError(`"${token}" was expected before "${this.peek()}".`);
  }
}
