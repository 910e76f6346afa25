import { HttpClient } from 'tsrpc';
import { serviceProto } from '../library/proto/serviceProto';

const client = new HttpClient(serviceProto, { server: 'https://example.com/', json: true });

async function borrow(isbn: string, days: number): Promise<void> {
  const ret = await client.callApi('Library/Borrow', { isbn, days });
  if (ret.isSucc) console.log(ret.res.isbn, ret.res.due.toISOString());
  else console.log(ret.err.type, ret.err.code, ret.err.message);
}

borrow('978-0-13-419044-0', 14).then(() => borrow('', 14));
