import { Context, LiquidError, type Template, toValueSync } from 'liquidjs';
import { BoundedCache } from './bounded-cache.ts';
import { BoundedEmitter } from './bounded-emitter.ts';
import { ComputingLimit } from './computing-limit.ts';
import { Engine, type Reader, type TemplateKind } from './engine.ts';
import { CACHED_ENGINES, RENDER_LIMITS, type RenderLimits } from './limits.ts';
import { Pace } from './pace.ts';
import { RenderFailure } from './render-failure.ts';
import type { Scope } from './scope.ts';
import { TrialContext } from './trial-context.ts';

/** A template, and what it is for. */
export type View = {
  /** The part of the message that it makes, as errors name it: `html`, `subject`, … */
  part: string;
  kind: TemplateKind;
  template: string;
};

/** What Liquid says when a limit is passed, and what people are told. */
const LIMITS: readonly [RegExp, (limits: RenderLimits) => string][] = [
  [/^parse length limit/, ({ templateLength }) => `it is longer than ${templateLength} characters`],
  [/^memory alloc limit/, () => 'it makes more values than one message may'],
];

const GIVEN_LATER: readonly string[] = ['data', 'variables'];

/** Renders templates in Liquid. One is enough for all accounts: parsed templates hold nothing of any contact. */
export class Renderer {
  readonly #limits: RenderLimits;
  readonly #engines = new BoundedCache<string, Engine>(CACHED_ENGINES);
  readonly #pace = new Pace();

  constructor(limits: Partial<RenderLimits> = {}) {
    this.#limits = { ...RENDER_LIMITS, ...limits };
  }

  /**
   * Looks whether a template can be parsed, without rendering it.
   *
   * @throws RenderFailure
   */
  check(view: View, reader: Reader): void {
    this.#parse(view, this.#engineFor(view, reader));
  }

  /** Renders all parts of a message when it is its turn, so that others are answered between costly ones. */
  inTurn<T>(render: () => T): Promise<T> {
    return this.#pace.run(render);
  }

  /**
   * What a template makes. Everything outside its tags is left byte by byte as it is.
   *
   * @throws RenderFailure for wrong syntax, names and filters that are not there, and limits that were passed.
   */
  render(view: View, scope: Scope, reader: Reader): string {
    // Most texts of most messages have no tag at all.
    if (!/\{[{%]/.test(view.template) && view.template.length <= this.#limits.templateLength)
      return view.template;
    const engine = this.#engineFor(view, reader);
    const parsed = this.#parse(view, engine);
    const emitter = new BoundedEmitter(this.#limits.outputLength);
    const { liquid } = engine;
    try {
      const Naming = reader.onTrial ? TrialContext : Context;
      const context = new Naming(scope, liquid.options, { sync: true }, { liquid });
      const limit = new ComputingLimit(this.#limits.milliseconds);
      context.renderLimit.check = (now) => limit.check(now);
      toValueSync(liquid.renderer.renderTemplates(parsed, context, emitter));
    } catch (error) {
      throw this.#explain(view.part, error);
    }
    return emitter.buffer;
  }

  /**
   * Whether a template names anything that comes with an execution alone.
   *
   * @throws RenderFailure
   */
  namesGivenLater(view: View, reader: Reader): boolean {
    const engine = this.#engineFor(view, reader);
    const names = engine.liquid.globalVariablesSync(this.#parse(view, engine));
    return names.some((name) => GIVEN_LATER.includes(name));
  }

  #parse({ part, template }: View, engine: Engine): Template[] {
    try {
      return engine.parse(template);
    } catch (error) {
      throw this.#explain(part, error);
    }
  }

  #engineFor({ part, kind }: View, reader: Reader): Engine {
    const key = `${kind} ${reader.culture} ${reader.timeZone}`;
    try {
      return this.#engines.get(key, () => new Engine(kind, canonical(reader), this.#limits));
    } catch (error) {
      const reason = `there is no culture '${reader.culture}' or no time zone '${reader.timeZone}'`;
      throw new RenderFailure(part, reason, undefined, { cause: error });
    }
  }

  #explain(part: string, error: unknown): RenderFailure {
    if (!(error instanceof Error)) return new RenderFailure(part, 'it cannot be rendered');
    const inner = LiquidError.is(error) ? (error.originalError ?? error) : error;
    const reason = LIMITS.find(([pattern]) => pattern.test(inner.message))?.[1](this.#limits) ?? plain(inner);
    if (!LiquidError.is(error)) return new RenderFailure(part, reason, undefined, { cause: error });
    const [line = 1, column = 1] = error.token.getPosition();
    return new RenderFailure(part, reason, { line, column }, { cause: error });
  }
}

/** Without the place, which Liquid puts at the end of its own errors. */
function plain(error: Error): string {
  return error.message.replace(/, line:\d+, col:\d+$/, '');
}

/** @throws RangeError when there is no such culture or time zone. */
function canonical({ culture, timeZone }: Reader): Reader {
  const { locale } = new Intl.DateTimeFormat(culture, { timeZone }).resolvedOptions();
  return { culture: locale, timeZone };
}
