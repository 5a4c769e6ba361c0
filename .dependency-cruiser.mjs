/** The walls that imports can show; scripts/walls.ts adds those that need a look inside a file, and runs both. */

/** The calling order: a module may import the doors of those before it. */
const modulesInCallingOrder = [
  'identity',
  'venues',
  'catalogue',
  'pricing',
  'inventory',
  'shop',
  'ledger',
  'gift-cards',
  'payments',
  'tickets',
  'blacklist',
  'passes',
  'subscriptions',
  'orders',
  'transfers',
  'access-control',
  'incidents',
  'authority',
  'cancellations',
  'invoices',
  'settlement',
  'notifications',
  'reporting',
  'audit',
];

const tests = '\\.(test|spec)\\.tsx?$';
const testGround = '^server/testing/';
const ruleFiles = '[/.]rules\\.ts$';
const storeFiles = '[/.]store\\.ts$';
/** What knows every module. */
const assembly = '^server/(app|ground|background)\\.ts$';
// They look at the database server before there is an app, and close their connection.
const beforeTheApp = '^server/start(-checks)?\\.ts$';
const routeFiles = '^server/modules/.*[/.](http|listeners)\\.ts$';
const networkFiles = [
  '^server/modules/payments/providers/',
  '^server/modules/(notifications|passes)/.*transport\\.ts$',
];
const npmPackages = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

const callsGoDown = modulesInCallingOrder.map((name, position) => ({
  name: 'calls-go-down',
  comment: 'A module calls those before it in the calling order; those after it are told by an announcement.',
  from: { path: `^server/modules/${name}/`, pathNot: tests },
  to: { path: `^server/modules/(${modulesInCallingOrder.slice(position + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IRegularForbiddenRuleType[]} */
const forbidden = [
  ...callsGoDown.slice(0, -1),
  {
    name: 'known-modules-only',
    comment:
      'A module needs its place in the calling order, in .dependency-cruiser.mjs, before anything may import it.',
    from: { pathNot: `^server/modules/(${modulesInCallingOrder.join('|')})/` },
    to: { path: '^server/modules/', pathNot: `^server/modules/(${modulesInCallingOrder.join('|')})/` },
  },
  {
    name: 'through-the-door',
    comment: "A module is entered through its index.ts; only its rules may be read by another module's rules.",
    from: { path: '^server/modules/([^/]+)/', pathNot: [tests, ruleFiles] },
    to: { path: '^server/modules/', pathNot: ['^server/modules/$1/', '^server/modules/[^/]+/index\\.ts$'] },
  },
  {
    name: 'doors-from-outside',
    comment:
      'Code outside the modules enters them through index.ts; what assembles them alone also takes routes and listeners.',
    from: {
      path: '^(server|database|scripts)/',
      pathNot: ['^server/modules/', assembly, testGround, tests],
    },
    to: { path: '^server/modules/', pathNot: '^server/modules/[^/]+/index\\.ts$' },
  },
  {
    name: 'app-only-assembles',
    comment: 'What assembles doors, routes and listeners has no business with rules and stores.',
    from: { path: assembly },
    to: { path: [ruleFiles, storeFiles] },
  },
  {
    name: 'only-app-assembles',
    comment: 'Routes and listeners are put together in server/app.ts and server/background.ts and nowhere else.',
    from: { path: '^server/', pathNot: [assembly, routeFiles, testGround, tests] },
    to: { path: routeFiles },
  },
  {
    name: 'platform-knows-no-module',
    comment: 'The platform is the ground: no business word, so no import of a module or of the app.',
    from: { path: '^server/platform/', pathNot: tests },
    to: { path: ['^server/modules/', assembly] },
  },
  {
    name: 'contract-is-pure',
    comment: 'The contract is shared by server, web and scanner: it imports zod and itself, nothing else.',
    from: { path: '^contract/', pathNot: tests },
    to: { pathNot: ['^contract/', npmPackages('zod')] },
  },
  {
    name: 'rules-are-pure',
    comment: 'A rule takes values and returns a decision: it imports the contract and other rules, nothing else.',
    from: { path: ruleFiles },
    to: { pathNot: ['^contract/', npmPackages('zod'), ruleFiles] },
  },
  {
    name: 'sql-lives-in-stores',
    comment: 'Statements are written in store.ts and *.store.ts; other files ask the store.',
    from: {
      path: '^(server|web|scanner|contract)/',
      pathNot: [storeFiles, beforeTheApp, '^server/platform/', testGround, tests],
    },
    to: {
      path: [
        '^server/platform/sql\\.ts$',
        '^database/tables\\.gen\\.ts$',
        npmPackages('kysely', 'pg', 'pg-boss', 'pg-[^/]+'),
      ],
    },
  },
  {
    name: 'no-way-round-the-transaction',
    comment: 'A module reaches the database through the transaction of its ctx, never through a connection of its own.',
    from: { path: '^server/modules/', pathNot: tests },
    to: { path: '^database/', pathNot: '^database/tables\\.gen\\.ts$' },
  },
  {
    name: 'no-network-in-operations',
    comment:
      'The network is touched by payment providers, transports (mail, wallets) and the platform, never inside an operation.',
    from: { path: '^(server/modules|contract)/', pathNot: [...networkFiles, tests] },
    to: {
      path: [
        '^(node:)?(http|https|http2|net|tls|dgram|dns)(/promises)?$',
        npmPackages('undici', 'nodemailer', 'smtp-server'),
      ],
    },
  },
  {
    name: 'provider-sees-no-store',
    comment:
      'A payment provider translates and returns facts; the only tables it may keep are its own, as the simulator does.',
    from: { path: '^server/modules/payments/providers/', pathNot: tests },
    to: { path: storeFiles, pathNot: '^server/modules/payments/providers/' },
  },
  {
    name: 'simulator-stands-outside',
    comment: 'The payment simulator plays the outside world: the app starts it, and the two talk over HTTP only.',
    from: { path: '^server/', pathNot: ['^server/payment-simulator/', assembly, testGround, tests] },
    to: { path: '^server/payment-simulator/' },
  },
  {
    name: 'simulator-stands-outside',
    comment: 'The payment simulator plays the outside world: the app starts it, and the two talk over HTTP only.',
    from: { path: '^server/payment-simulator/', pathNot: tests },
    to: { path: ['^server/modules/', assembly] },
  },
  {
    name: 'pages-know-the-contract-only',
    comment: 'Web and scanner talk to the server through the API; what they share with it is the contract.',
    from: { path: '^web/' },
    to: { path: '^(server|database|scanner|scripts)/' },
  },
  {
    name: 'pages-know-the-contract-only',
    comment: 'Web and scanner talk to the server through the API; what they share with it is the contract.',
    from: { path: '^scanner/' },
    to: { path: '^(server|database|web|scripts)/' },
  },
  {
    name: 'pages-carry-no-schemas',
    comment: 'The schemas of the API stay on the server: of them, pages import types; values are in files beside them.',
    from: { path: '^(web|scanner)/' },
    to: { path: '^contract/api/', pathNot: '^contract/api/paths\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'server-knows-no-page',
    comment: 'The server serves the built pages; it does not import their sources.',
    from: { path: '^(server|database|contract)/' },
    to: { path: '^(web|scanner)/' },
  },
  {
    name: 'no-product-on-tests',
    comment: 'What is sold does not lean on tests, on the test ground, on end-to-end tests or on benchmarks.',
    from: { pathNot: [tests, testGround, '^e2e/', '^benchmarks/', '^[^/]+\\.config\\.ts$'] },
    to: { path: [tests, testGround, '^e2e/', '^benchmarks/'] },
  },
  {
    name: 'nothing-imports-the-outermost',
    comment: 'End-to-end tests and benchmarks look at the product from outside; nothing looks at them.',
    from: { pathNot: ['^e2e/', '^benchmarks/', '^playwright\\.config\\.ts$'] },
    to: { path: ['^e2e/', '^benchmarks/'] },
  },
  {
    name: 'no-cycles',
    comment: 'Files that import each other in a circle can only be understood together; types count too.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'imports-exist',
    comment: 'The import leads nowhere.',
    from: {},
    // Vite resolves `?url`: the address of a file that is served as it is.
    to: { couldNotResolve: true, pathNot: '\\?url$' },
  },
];

/** @type {{ forbidden: import('dependency-cruiser').IForbiddenRuleType[], options: import('dependency-cruiser').ICruiseOptions }} */
const walls = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // Generated route types import the routes they describe.
    exclude: { path: ['(^|/)\\+types/', '^web/(build|\\.react-router)/', '^scanner/dist/'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.svg'],
    },
  },
};

export default walls;
