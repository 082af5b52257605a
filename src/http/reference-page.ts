import { escapeHtml } from '../rendering/escape-html.ts';
import { ERROR_CODES, ERRORS } from './errors.ts';
import { errorsOf } from './openapi.ts';
import type { Parameter } from './parameters.ts';
import { STYLE } from './reference-style.ts';
import type { Content, Route } from './route.ts';

/**
 * The reference as one HTML page without scripts, fonts or images: it works without a network, prints, and is
 * searched with the browser's own search.
 */
export function referencePage(routes: readonly Route[]): string {
  const sections = Map.groupBy(routes, ({ section }) => section);
  const contents = [...sections].map(
    ([section, members]) =>
      `<li><a href="#${anchor(section)}">${escapeHtml(section)}</a> <small>${members.length}</small></li>`,
  );
  const body = [...sections].map(
    ([section, members]) =>
      `<section id="${anchor(section)}"><h2>${escapeHtml(section)}</h2>${members.map(operation).join('')}</section>`,
  );
  return page(
    'Chappe API reference',
    `<nav aria-label="Sections"><h1>Chappe</h1><p><a href="/docs/errors">Errors</a> · <a href="/openapi.json">OpenAPI</a></p><ol>${contents.join('')}</ol></nav>
<main>${INTRODUCTION}${body.join('')}</main>`,
  );
}

/** Every error with its meaning and what to do; problem details link here. */
export function errorsPage(): string {
  const entries = ERROR_CODES.map((code) => {
    const { status, title, meaning, remedy } = ERRORS[code];
    return `<article id="${code}"><h3><code>${code}</code> <span class="status">${status}</span></h3>
<p><strong>${escapeHtml(title)}.</strong> ${marked(meaning)}</p><p>${marked(remedy)}</p></article>`;
  });
  return page(
    'Chappe errors',
    `<nav aria-label="Pages"><h1>Chappe</h1><p><a href="/docs">Reference</a></p></nav>
<main><h2>Errors</h2><p>Every error is answered as <code>application/problem+json</code> (RFC 9457) with the members
<code>type</code>, <code>code</code>, <code>title</code>, <code>status</code>, <code>detail</code> and, where a place can be named, <code>errors</code>.
The code is stable; the words are not.</p>${entries.join('')}</main>`,
  );
}

const INTRODUCTION = `<h2>Reading events</h2>
<p>Send your key in the <code>X-Key</code> header. A feed answers with all matching events as one JSON array, or one event a line
with <code>Accept: application/x-ndjson</code>. There are no pages: read until the end. <code>gzip</code> and <code>zstd</code> are spoken.</p>
<p>The answer is a snapshot. Its <code>X-Log-Position</code> header names the last event of your log at that moment; ask for what came
later with <code>?after=</code> that position. Dates are ISO 8601 (UTC unless they carry an offset) or milliseconds since 1970;
a start is included, an end is not. Hits of robots are hidden unless <code>classification</code> asks for them.</p>
<p>An answer that breaks off without its end is incomplete: the connection is closed and no closing bracket is sent.</p>`;

function operation(route: Route): string {
  return `<article id="${route.operationId}">
<h3><span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${escapeHtml(route.path)}</code></h3>
<p>${marked(route.summary)}.${route.description === undefined ? '' : ` ${marked(route.description)}`}</p>
${route.permission === undefined ? '<p class="permission">No key needed</p>' : `<p class="permission">Permission <code>${route.permission}</code></p>`}
${parameterNames(route.parameters)}
<details><summary>Parameters, example, answer and errors</summary>
${parameters(route.parameters)}
<pre><code>${escapeHtml(curl(route))}</code></pre>
${route.body === undefined ? '' : `<h4>Body</h4><p>${marked(route.body.description)}</p>${contents(route.body.content)}`}
<h4>${route.answer.status ?? 200} — ${marked(route.answer.description)}</h4>${answerHeaders(route)}${contents(route.answer.content)}
${otherAnswers(route)}<h4>Errors</h4><ul class="errors">${errorsOf(route)
    .map((code) => `<li><a href="/docs/errors#${code}"><code>${code}</code></a> ${ERRORS[code].status}</li>`)
    .join('')}</ul>
</details></article>`;
}

/** The names alone: what a reader who knows the API looks for. */
function parameterNames(list: readonly Parameter[]): string {
  if (list.length === 0) return '';
  return `<p class="names">${list.map(({ name }) => `<code>${name}</code>`).join(' ')}</p>`;
}

function parameters(list: readonly Parameter[]): string {
  if (list.length === 0) return '';
  const rows = list.map(
    ({ name, in: place, required, description }) =>
      `<tr><th scope="row"><code>${name}</code></th><td>${place}${required ? ', required' : ''}</td><td>${marked(description)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function answerHeaders({ answer }: Route): string {
  const entries = Object.entries(answer.headers ?? {});
  return entries
    .map(([name, { description }]) => `<p><code>${name}</code>: ${marked(description)}</p>`)
    .join('');
}

function otherAnswers({ otherAnswers: others = {} }: Route): string {
  return Object.entries(others)
    .map(
      ([status, { description, content }]) =>
        `<h4>${status} — ${marked(description)}</h4>${contents(content)}`,
    )
    .join('');
}

function contents(content: Record<string, Content>): string {
  return Object.entries(content)
    .map(([type, { example, description }]) => {
      const shown =
        example === undefined || type.includes('ndjson')
          ? ''
          : `<pre><code>${escapeHtml(JSON.stringify(example, null, 2))}</code></pre>`;
      return `<p><code>${type}</code>${description === undefined ? '' : `: ${marked(description)}`}</p>${shown}`;
    })
    .join('');
}

/** A command that can be pasted. */
function curl({ method, path, parameters: list, permission, body }: Route): string {
  const filled = list
    .filter((parameter) => parameter.in === 'path')
    .reduce((url, { name, example }) => url.replace(`{${name}}`, String(example)), path);
  const names = list.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const query = !names.includes('hash')
    ? ''
    : names.includes('id')
      ? '?id=000R4M0T'
      : '?unicity=claire@example.com';
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} 'http://127.0.0.1:8026${filled}${query}'`,
    ...(permission === undefined ? [] : ["-H 'X-Key: YOUR-KEY'"]),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", '-d @body.json']),
  ];
  return parts.join(' ');
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>
`;
}

function anchor(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** Escaped text in which `code` is marked. */
function marked(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
