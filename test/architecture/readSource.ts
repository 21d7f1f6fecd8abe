import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

export interface Source {
  readonly text: string;
  readonly imports: readonly Import[];
  /** Global names used, and `owner.member` pairs. Not names inside comments, strings and types; not local variables. */
  readonly names: ReadonlySet<string>;
  readonly isAsync: boolean;
  readonly usesPower: boolean;
  readonly literals: readonly string[];
  /** Everything the program itself says: identifiers and texts, but no comments. */
  readonly words: readonly string[];
}

/** What one file imports and uses, by the compiler's own parser. */
export function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const nodes = allNodes(file);
  const declared = new Set(nodes.filter(isBindingName).map((node) => node.text));
  return {
    text,
    imports: nodes.flatMap(importsOf),
    names: new Set(nodes.flatMap((node) => namesOf(node, declared))),
    isAsync: nodes.some((node) => node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)),
    usesPower: nodes.some(isPowerOfVariables),
    literals: nodes.filter((node) => ts.isStringLiteralLike(node)).map((node) => node.text),
    words: nodes
      .filter((node) => ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node) || ts.isJsxText(node))
      .map((node) => node.text),
  };
}

function allNodes(root: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** `2 ** 31` is exact everywhere; a power of variables need not be. */
function isPowerOfVariables(node: ts.Node): boolean {
  if (node.kind !== ts.SyntaxKind.AsteriskAsteriskToken || !ts.isBinaryExpression(node.parent)) return false;
  return !/^\d+ \*\* -?\d+$/.test(node.parent.getText());
}

function isBindingName(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  const declares =
    ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isFunctionDeclaration(parent);
  return (declares && parent.name === node) || (ts.isImportSpecifier(parent) && parent.name === node);
}

function importsOf(node: ts.Node): readonly Import[] {
  if (ts.isImportDeclaration(node)) return one(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return one(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? one(node.argument.literal, true) : [];
  return lateImportsOf(node);
}

/** `import('./x')`, `import.meta.glob('./*.x')`, `new URL('./x', import.meta.url)`. */
function lateImportsOf(node: ts.Node): readonly Import[] {
  if (ts.isCallExpression(node)) {
    return node.expression.kind === ts.SyntaxKind.ImportKeyword || isGlob(node.expression) ? globbed(node.arguments[0]) : [];
  }
  const isAddress = ts.isNewExpression(node) && node.expression.getText() === 'URL' && node.getText().includes('import.meta.url');
  return isAddress ? one(node.arguments?.[0], false) : [];
}

function isGlob(expression: ts.Expression): boolean {
  return expression.getText() === 'import.meta.glob';
}

function globbed(argument: ts.Node | undefined): readonly Import[] {
  return argument && ts.isArrayLiteralExpression(argument)
    ? argument.elements.flatMap((element) => one(element, false))
    : one(argument, false);
}

function one(specifier: ts.Node | undefined, typeOnly: boolean): readonly Import[] {
  return specifier && ts.isStringLiteralLike(specifier) ? [{ specifier: specifier.text.replace(/\?.*$/, ''), typeOnly }] : [];
}

/** A value name at this node: `Date`, `Math.random`, or a member that matters whatever its owner is (`innerHTML`). */
function namesOf(node: ts.Node, declared: ReadonlySet<string>): readonly string[] {
  if (!ts.isIdentifier(node) || isTypePosition(node)) return [];
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return memberNames(parent, node.text);
  if (ts.isJsxAttribute(parent) || (ts.isPropertyAssignment(parent) && parent.name === node)) return [`.${node.text}`];
  if (isPropertyName(node, parent)) return [];
  return declared.has(node.text) ? [] : [node.text];
}

/** `window.location` counts as `location`; `element.innerHTML` as `.innerHTML`. */
function memberNames(access: ts.PropertyAccessExpression, member: string): readonly string[] {
  const owner = access.expression.getText();
  const isGlobalObject =
    owner === 'window' || owner === 'globalThis' || owner === 'self' || (owner === 'document' && member === 'location');
  return isGlobalObject ? [member] : [`${owner}.${member}`, `.${member}`];
}

function isTypePosition(node: ts.Identifier): boolean {
  return (
    ts.isTypeReferenceNode(node.parent) ||
    ts.isQualifiedName(node.parent) ||
    ts.isTypeAliasDeclaration(node.parent) ||
    ts.isInterfaceDeclaration(node.parent)
  );
}

function isPropertyName(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent))
    return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isTypeQueryNode(parent) ||
    ts.isNamedTupleMember(parent)
  );
}
