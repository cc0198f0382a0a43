/** Queries in the standard Arweave GraphQL schema only, so that every gateway's endpoint can answer them. */

/** Only what is read: for some items gateways lack a block's time, and a field that cannot be told makes an error of the answer. */
export const itemFields = `
  id anchor signature recipient
  owner { address key }
  tags { name value }
  data { size }
  block { height }
  bundledIn { id }`;

/** For an endpoint that cannot tell every anchor. */
export const unanchoredFields = itemFields.replace(' anchor', '');

/** A query for `transactions` with these fields of each. */
export type IndexQuery = (fields: string) => string;

/** Variables: `ids`, at most `maximumIds`. */
export const transactionsByIds: IndexQuery = (fields) => `query ($ids: [ID!]!, $first: Int!) {
  transactions(ids: $ids, first: $first) { pageInfo { hasNextPage } edges { cursor node {${fields} } } }
}`;

/** The largest page that every known gateway grants. */
export const maximumIds = 100;

/** Newest first. Variables: `owners`, `tags`, `first`. */
export const transactionsByOwner: IndexQuery = (
  fields,
) => `query ($owners: [String!]!, $tags: [TagFilter!]!, $first: Int!) {
  transactions(owners: $owners, tags: $tags, sort: HEIGHT_DESC, first: $first) {
    pageInfo { hasNextPage } edges { cursor node {${fields} } } }
}`;

/** By whoever signed them; newest first. Variables: `tags`, `first`. */
export const transactionsByTags: IndexQuery = (fields) => `query ($tags: [TagFilter!]!, $first: Int!) {
  transactions(tags: $tags, sort: HEIGHT_DESC, first: $first) {
    pageInfo { hasNextPage } edges { cursor node {${fields} } } }
}`;

/** Oldest first, in the reference CU's page size (legacynet.md §7.2). Variables: `min`, `max`. */
export const blocksByHeight = `query ($min: Int!, $max: Int!) {
  blocks(height: { min: $min, max: $max }, first: 90, sort: HEIGHT_ASC) {
    pageInfo { hasNextPage } edges { cursor node { id timestamp height } } }
}`;

/** The smallest question: does this endpoint speak the schema? */
export const anyTransaction = 'query { transactions(first: 1) { edges { node { id } } } }';
