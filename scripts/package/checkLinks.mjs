import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Throws for a relative link of a page of the package that leads to nothing in it; returns how many there are. */
export function checkLinks(root) {
  const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && !file.includes('node_modules'),
  );
  const broken = [];
  let count = 0;
  for (const page of pages) {
    for (const [, target] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      count++;
      if (!existsSync(join(root, dirname(page), target))) broken.push(`${page} links to ${target}`);
    }
  }
  if (broken.length > 0) throw new Error(`links that lead out of the package:\n${broken.join('\n')}`);
  if (!pages.includes('README.md') || count < 20) throw new Error(`only ${count} links in ${pages.length} pages`);
  return { pages: pages.length, links: count };
}
