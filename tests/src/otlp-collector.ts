import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
}
interface OtlpMetric {
  readonly name: string;
}
interface Resource {
  readonly resource: { readonly attributes: readonly Attribute[] };
}
interface Export {
  readonly resourceSpans?: readonly (Resource & { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] })[];
  readonly resourceMetrics?: readonly (Resource & { readonly scopeMetrics: readonly { readonly metrics: readonly OtlpMetric[] }[] })[];
  readonly resourceLogs?: readonly Resource[];
}

export interface CollectedSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly service: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const valuesOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
const serviceOf = ({ resource }: Resource): string => String(valuesOf(resource.attributes)['service.name']);

/** Double of an OpenTelemetry collector: takes real OTLP over HTTP (JSON encoding) and keeps it. */
export class OtlpCollector {
  readonly url: string;
  readonly spans: CollectedSpan[] = [];
  /** Services by the metrics they sent. */
  readonly metrics = new Map<string, Set<string>>();
  readonly logsOf = new Set<string>();
  /** Everything as it came, to be searched for what must not be there. */
  readonly bodies: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<OtlpCollector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new OtlpCollector(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        collector.#take(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    return collector;
  }

  #take(body: string): void {
    this.bodies.push(body);
    const { resourceSpans = [], resourceMetrics = [], resourceLogs = [] } = JSON.parse(body) as Export;
    for (const of of resourceSpans)
      for (const span of of.scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({ ...span, service: serviceOf(of), attributes: valuesOf(span.attributes) });
    for (const of of resourceMetrics)
      for (const { name } of of.scopeMetrics.flatMap(({ metrics }) => metrics))
        this.metrics.set(name, (this.metrics.get(name) ?? new Set()).add(serviceOf(of)));
    for (const of of resourceLogs) this.logsOf.add(serviceOf(of));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
