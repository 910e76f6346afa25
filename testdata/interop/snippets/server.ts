import { HttpServer } from 'tsrpc';
import { serviceProto } from '../library/proto/serviceProto';

const server = new HttpServer(serviceProto, { port: 3000, json: true });

server.implementApi('Library/Visits', call => call.succ({ result: 7 }));
server.implementApi('Library/Borrow', call => call.error('there is no such book', { code: 'NO_BOOK' }));

server.start();
