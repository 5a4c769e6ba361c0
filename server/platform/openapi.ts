import { operations } from '@tessera/contract/api/operations';
import { problems } from '@tessera/contract/problems';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

const text = { type: 'string' };
const problem = {
  type: 'object',
  description: 'RFC 9457 problem details; `code` never changes its meaning.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
  properties: {
    type: { ...text, format: 'uri' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    instance: text,
    code: { ...text, enum: Object.keys(problems) },
    traceId: text,
    errors: {
      type: 'array',
      items: { type: 'object', required: ['pointer', 'code'], properties: { pointer: text, code: text } },
    },
  },
};
const refusal = { description: 'Refused', content: { 'application/problem+json': { schema: problem } } };

/** Describes each route in OpenAPI, with its answers that have no JSON body and the way it refuses. */
export const describeRoute: typeof jsonSchemaTransform = (document) => {
  const { schema, url } = jsonSchemaTransform(document);
  if (schema === undefined || schema.hide) return { schema, url };
  const json = typeof schema.response === 'object' ? schema.response : {};
  return { schema: { ...schema, response: { ...bareReplies(schema.operationId), ...json, default: refusal } }, url };
};

function bareReplies(operationId: unknown): Record<string, { type: 'null'; description: string }> {
  const [, operation] = Object.entries(operations).find(([name]) => name === operationId) ?? [];
  const statuses = Object.entries(operation?.replies ?? {}).filter(([, schema]) => schema === null);
  return Object.fromEntries(statuses.map(([status]) => [status, { type: 'null', description: 'Done' }]));
}
