import { z } from 'zod';

/** A whole input that differs from a good one in one place. */
export type Variation = {
  readonly what: string;
  readonly input: unknown;
  /** false: the schema lets it through, so it may be answered, but never with a failure of the server. */
  readonly refused: boolean;
};

type Node = {
  readonly type?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly $defs?: Readonly<Record<string, Node>>;
};
type Change = readonly [what: string, value: unknown];

const gone: unique symbol = Symbol('left out');
export const nul = 'a\u0000b';
export const loneSurrogate = 'a\ud800b';

/** Properties of ours that nobody may set from outside. */
const ownedByServer = [
  'id',
  'status',
  'role',
  'organiserId',
  'accountId',
  'priceMinor',
  'total',
  'paidAt',
  'isSuperadmin',
  'version',
];
const strangeStrings = [
  '',
  ' ',
  nul,
  loneSurrogate,
  "' or 1=1; drop table identity.account; --",
  '%_\\',
  '../../etc/passwd',
  '{{7*7}}',
  '\u202eevil',
  'a\r\nset-cookie: x=1',
  '=cmd()',
  '<script>alert(1)</script>',
  'null',
  '-1',
  '1.5',
  '1e309',
  'x'.repeat(20_000),
  '9223372036854775808',
  '00000000-0000-0000-0000-000000000000',
  '0000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00',
  '10000-01-01T00:00:00Z',
  'a@b',
  'a@b.example,c@d.example',
  '"a b"@example.org',
  'a@b@example.org',
  'Ada <ada@example.org>',
  'ada@example.org\r\nbcc: c@d.example',
  'USD',
  'FR',
];
const wrongTypes: readonly unknown[] = [5, true, null, [], {}, ['x'], { toString: 'x' }];
const strangeNumbers: readonly unknown[] = [-1, 0, 1.5, 2 ** 53, 1e21, -(2 ** 63), '1', '', null, true, [], {}, [1]];

/** Every way of breaking one constraint of a schema at one place of a good input, and strange values it may allow. */
export function variationsOf(schema: z.ZodType, good: unknown): Variation[] {
  const root: Node = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
  return changesAt(root, good, { path: '', defs: root.$defs ?? {} }).map(([what, input]) => ({
    what,
    input,
    refused: !schema.safeParse(input).success || holdsUnstorableText(input),
  }));
}

/** Text that PostgreSQL cannot keep. No request with it is good. */
function holdsUnstorableText(input: unknown): boolean {
  return /\\u0000|\\ud800/.test(JSON.stringify(input) ?? '');
}

type Place = { readonly path: string; readonly defs: Readonly<Record<string, Node>> };

function changesAt(given: Node, good: unknown, place: Place): Change[] {
  const node = given.$ref ? (place.defs[given.$ref.split('/').at(-1) ?? ''] ?? given) : given;
  const here = (values: readonly unknown[]): Change[] =>
    values.map((value) => [`${place.path || '/'} = ${JSON.stringify(value)?.slice(0, 60)}`, value]);
  if (Array.isArray(good)) return [...here(['x', 1, null, {}, true]), ...changesOfList(node, good, place)];
  if (typeof good === 'object' && good !== null) {
    return [...here(['x', 1, null, [], true, [good]]), ...changesOfObject(node, good, place)];
  }
  if (typeof good === 'string') {
    return here([
      ...strangeStrings,
      ...wrongTypes,
      'x'.repeat((node.maxLength ?? 0) + 1),
      good.toUpperCase(),
      `${good}\u0000`,
      [good],
    ]);
  }
  if (typeof good === 'number')
    return here([...strangeNumbers, (node.minimum ?? 0) - 1, (node.maximum ?? 0) + 1, String(good)]);
  return here(['true', 1, 0, null, [], {}, '']);
}

function changesOfList(node: Node, good: readonly unknown[], place: Place): Change[] {
  const [first] = good;
  const lists: readonly unknown[][] = [
    [],
    [null],
    [[first]],
    [...good, null],
    Array.from({ length: (node.maxItems ?? 0) + 1 }, () => first),
    [first, first],
  ];
  const inside = changesAt(node.items ?? {}, first, { ...place, path: `${place.path}/0` });
  return [
    ...lists.map(
      (list): Change => [`${place.path} = list of ${list.length}: ${JSON.stringify(list).slice(0, 60)}`, list],
    ),
    ...inside.map(([what, value]): Change => [what, [value, ...good.slice(1)]]),
  ];
}

function changesOfObject(node: Node, good: object, place: Place): Change[] {
  const extra = ['surplus', 'constructor', ...ownedByServer].filter(
    (key) => !(node.properties && Object.hasOwn(node.properties, key)),
  );
  return [
    ...extra.map((key): Change => [`${place.path}/${key} added`, { ...good, [key]: 1 }]),
    ...Object.entries(good).flatMap(([key, value]) => {
      const path = `${place.path}/${key}`;
      const changes: Change[] = [
        [`${path} left out`, gone],
        ...changesAt(node.properties?.[key] ?? {}, value, { ...place, path }),
      ];
      return changes.map(([what, changed]): Change => {
        const { [key]: _old, ...others } = good as Record<string, unknown>;
        return [what, changed === gone ? others : { ...others, [key]: changed }];
      });
    }),
  ];
}
