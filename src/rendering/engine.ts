import { type FilterImplOptions, Liquid, type Template } from 'liquidjs';
import { BoundedCache } from './bounded-cache.ts';
import { cultureFilters } from './culture-filters.ts';
import { escapeHtml } from './escape-html.ts';
import { CACHED_CHARACTERS, type RenderLimits } from './limits.ts';

/** What a template makes: in HTML, values are escaped unless the filter `raw` is put last. */
export type TemplateKind = 'html' | 'text';

/** For whom values are written. */
export type Reader = {
  culture: string;
  timeZone: string;
  /** Nobody in particular reads it: what executions give may not be there yet. */
  onTrial?: boolean;
};

/** Tags that read other files, or name blocks of them. */
const FILE_TAGS = ['include', 'render', 'layout', 'block'];

/** Liquid for one kind and one culture, with the templates that it has parsed. */
export class Engine {
  readonly liquid: Liquid;
  readonly #parsed = new BoundedCache<string, Template[]>(CACHED_CHARACTERS);

  constructor(kind: TemplateKind, { culture, timeZone }: Reader, limits: RenderLimits) {
    this.liquid = new Liquid({
      strictVariables: true,
      strictFilters: true,
      // `{% if data.coupon %}` and `data.coupon | default: "…"` are how a template says that it can do without.
      lenientIf: true,
      ownPropertyOnly: true,
      // No file is read, whatever a tag says.
      templates: {},
      locale: culture,
      timezoneOffset: timeZone,
      outputEscape: written(kind),
      parseLimit: limits.templateLength,
      memoryLimit: limits.memory,
    });
    for (const tag of FILE_TAGS) delete this.liquid.tags[tag];
    this.liquid.registerFilter('raw', { raw: true, handler: written('text') });
    for (const [name, filter] of Object.entries(cultureFilters(culture, timeZone)))
      this.liquid.registerFilter(name, filter);
  }

  parse(template: string): Template[] {
    return this.#parsed.get(template, () => this.liquid.parse(template), template.length);
  }
}

/** How a value is written. What is written counts as memory: a captured text can be written into itself again and again. */
function written(kind: TemplateKind): Extract<FilterImplOptions, (...args: never[]) => unknown> {
  return function (value: unknown): string {
    const text = stringOf(value);
    this.context.memoryLimit.use(text.length);
    return kind === 'html' ? escapeHtml(text) : text;
  };
}

function stringOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(stringOf).join('');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
