import { ProtocolError } from '../base/errors.ts';
import { decodeTransactionsJson, type GatewayTransaction } from '../protocol/gatewayJson.ts';
import { type IndexQuery, itemFields, unanchoredFields } from './graphql.ts';
import type { Http, HttpRequestOptions } from './http.ts';

/**
 * What one endpoint's index has. Software of AR.IO's with ClickHouse behind it has null for an empty anchor, where its schema allows none, and refuses the
 * whole answer for one such item: it is then asked again without anchors, which are null in what comes.
 * @throws SourceError of `http`; ProtocolError `graphql-error`, `unexpected-json`
 */
export async function askIndex(
  http: Http,
  url: string,
  query: IndexQuery,
  variables: Readonly<Record<string, unknown>>,
  options: HttpRequestOptions,
): Promise<readonly GatewayTransaction[]> {
  const ask = async (fields: string) =>
    decodeTransactionsJson(await http.postJson(url, { query: query(fields), variables }, options))
      .transactions;
  try {
    return await ask(itemFields);
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.details['field'] !== 'anchor') throw error;
    return ask(unanchoredFields);
  }
}
