import ts from 'typescript';

export type GlobalUse = {
  /** As in "Date.now", "new Date()" (without arguments), "fetch", "await"; and "import name" for every imported name. */
  use: string;
  line: number;
};

const lonelyNames = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'process',
]);
const globalObjects = new Set(['globalThis', 'window', 'self', 'global']);

/** Where a file uses globals of the language and its runtime. A name the file declares itself is not the global. */
export function globalUses(fileName: string, text: string): GlobalUse[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const declared = declaredNames(source);
  const uses: GlobalUse[] = [];
  const visit = (node: ts.Node): void => {
    for (const use of usesOf(node, declared)) {
      uses.push({ use, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function usesOf(node: ts.Node, declared: Set<string>): string[] {
  if (ts.isTypeNode(node)) return [];
  if (ts.isNewExpression(node)) {
    return dottedName(node.expression, declared) === 'Date' && !node.arguments?.length ? ['new Date()'] : [];
  }
  if (ts.isCallExpression(node)) return dottedName(node.expression, declared) === 'Date' ? ['Date()'] : [];
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const name = dottedName(node, declared);
    return name ? [name] : [];
  }
  if (ts.isVariableDeclaration(node)) return destructuredUses(node, declared);
  if (ts.isImportSpecifier(node)) return [`import ${(node.propertyName ?? node.name).text}`];
  if (ts.isIdentifier(node)) return isGlobalReference(node, declared) ? [node.text] : [];
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return ['await'];
  return node.kind === ts.SyntaxKind.AsyncKeyword ? ['async'] : [];
}

/** `Date.now`, `Date['now']` and `globalThis.Date.now` are all "Date.now"; undefined for what the file declares. */
function dottedName(node: ts.Expression, declared: Set<string>): string | undefined {
  if (ts.isIdentifier(node)) return declared.has(node.text) ? undefined : node.text;
  if (!(ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))) return undefined;
  const member = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
  if (!(ts.isMemberName(member) || ts.isStringLiteralLike(member))) return undefined;
  const owner = dottedName(node.expression, declared);
  if (owner === undefined) return undefined;
  return globalObjects.has(owner) ? member.text : `${owner}.${member.text}`;
}

function destructuredUses(node: ts.VariableDeclaration, declared: Set<string>): string[] {
  if (!(node.initializer && ts.isObjectBindingPattern(node.name))) return [];
  const owner = dottedName(node.initializer, declared);
  if (owner === undefined) return [];
  return node.name.elements.map(({ propertyName, name }) => {
    const member = (propertyName ?? name).getText();
    return globalObjects.has(owner) ? member : `${owner}.${member}`;
  });
}

function isGlobalReference(node: ts.Identifier, declared: Set<string>): boolean {
  if (!lonelyNames.has(node.text) || declared.has(node.text)) return false;
  const { parent } = node;
  const namesSomethingElse =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isTypeQueryNode(parent) ||
    (ts.isBindingElement(parent) && parent.propertyName === node);
  return !namesSomethingElse;
}

function declaredNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isNamespaceImport(node);
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
