// What the compiler makes of the generated types: each line below a @ts-expect-error has
// to be refused, and the others have to be accepted. It is compiled and never run.
import { HttpClient as Browser } from 'tsrpc-browser';
import { HttpClient as MiniApp } from 'tsrpc-miniapp';
import { HttpClient as Node, HttpServer } from 'tsrpc';
import { Color, Hue, type Every, type Values } from './api/proto/api';
import type { Cookie } from './api/proto/base';
import type { ReqEcho } from './api/proto/PtlEcho';
import { serviceProto, type ServiceType } from './api/proto/serviceProto';

export const options = { server: 'https://example.com/', json: true };
export const clients = [new Browser(serviceProto, options), new MiniApp(serviceProto, options)];
export const client: Node<ServiceType> = new Node(serviceProto, options);
export const server = new HttpServer(serviceProto, { json: true });

export async function calls(values: Values, every: Every): Promise<string> {
  const echo = await client.callApi('Echo', { values });
  // @ts-expect-error: it may have failed
  echo.res.values;
  if (!echo.isSucc) return `${echo.err.message} ${echo.err.type} ${echo.err.code}`;
  const got: Values = echo.res.values;
  const cookie: Cookie | undefined = echo.res.__cookie;
  const id: string | undefined = cookie?.sessionId;
  // @ts-expect-error: there is no such API
  await client.callApi('Nowhere', {});
  // @ts-expect-error: a field is missing
  await client.callApi('Fail', {});
  // @ts-expect-error: a field is too much
  await client.callApi('Fail', { kind: 'x', more: 1 });
  // @ts-expect-error: text for a time
  got.when = '2020-01-02T03:04:05.678Z';
  // @ts-expect-error: text for bytes
  got.bytes = 'AAE=';
  // @ts-expect-error: null for a list
  got.list = null;
  // @ts-expect-error: an array of another length
  got.pair = [1];
  // @ts-expect-error: no member of the enum
  got.color = 'green';
  // @ts-expect-error: no member, and neither a zero value, for that is left out
  every.absent.hue = '';
  // @ts-expect-error: it may be absent
  every.absent.text.length;
  // @ts-expect-error: it may be null
  every.lists.pointers[0]?.n.toFixed() ?? every.lists.pointers[0].n;
  // @ts-expect-error: a number for what travels as text
  every.quoted.int = 1;
  got.color = Color.Red;
  every.hue = Hue.Cold;
  every.hue = '';
  every.pages.items = [{ items: [Hue.Warm, ''] }];
  const types = await client.callApi('Types', { ...every, __cookie: { sessionId: 'id', more: [1] } });
  return (types.res?.note ?? id ?? '') + (types.res?.odd['a-b'] ?? 0);
}

export function serve(): void {
  server.implementApi('Echo', call => {
    const req: ReqEcho = call.req;
    call.succ({ values: req.values });
  });
  // @ts-expect-error: another API's response
  server.implementApi('Types', call => call.succ({ values: 1 }));
}
