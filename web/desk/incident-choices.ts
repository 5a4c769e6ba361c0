/** What staff choose from. The schemas of the contract stay out of pages: they would be in the server's OpenAPI twice. */
export const kinds = ['medical', 'security', 'technical', 'crowd', 'other'] as const;
export const severities = ['minor', 'serious', 'critical'] as const;
export const states = ['open', 'handled', 'closed'] as const;
