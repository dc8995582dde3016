/**
 * The first key that an object of a JSON text has twice, at any depth. JSON.parse keeps the last one without an error.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []; // the keys of each object, nothing of each array
  let text = '';
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === ':') {
      if (open.at(-1)?.has(text)) return text;
      open.at(-1)?.add(text);
    } else if (character === '"') {
      const start = i++;
      while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
      text = JSON.parse(json.slice(start, i + 1));
    }
  }
  return undefined;
}
