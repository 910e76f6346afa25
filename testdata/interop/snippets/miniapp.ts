import { HttpClient } from 'tsrpc-miniapp';
import { serviceProto } from '../library/proto/serviceProto';

const client = new HttpClient(serviceProto, { server: 'https://example.com/', json: true });

client.flows.preCallApiFlow.push(v => {
  v.req.__cookie = wx.getStorageSync('cookie') || undefined;
  return v;
});
client.flows.postApiReturnFlow.push(v => {
  if (v.return.isSucc && v.return.res.__cookie) wx.setStorageSync('cookie', v.return.res.__cookie);
  return v;
});

async function visit(): Promise<void> {
  const ret = await client.callApi('Library/Visits', {});
  console.log(ret.isSucc ? `visit ${ret.res.result}` : ret.err.message);
}

visit().then(visit);
