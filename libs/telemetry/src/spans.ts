import { type Attributes, type Context, context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';

const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Last digits of flags whose lowest bit, `sampled`, is set. Asked for every event by several readers, so it looks at one character. */
const sampledEnds = '13579bdf';

export const isSampled = (traceparent: string | undefined): traceparent is string =>
  traceparent !== undefined && sampledEnds.includes(traceparent.charAt(traceparent.length - 1));

/** The context that a `traceparent` names; the root of all where it names none. */
export const contextOf = (traceparent: string | undefined): Context => {
  const [, traceId, spanId, flags] = w3c.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
};

export const traceparentOf = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};

/** The span that this very work belongs to, where somebody looks at it. */
export const recordingSpan = (): Span | undefined => {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span : undefined;
};

/** Runs the work in the span and ends it. An error is told by name: its message may quote data. */
export const inSpan = async <T>(span: Span, work: () => Promise<T>, answered: (answer: T) => Attributes = () => ({})): Promise<T> => {
  try {
    const answer = await context.with(trace.setSpan(ROOT_CONTEXT, span), work);
    span.setAttributes(answered(answer));
    return answer;
  } catch (error) {
    span.setAttribute('error.type', error instanceof Error ? error.name : 'Error');
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
};
