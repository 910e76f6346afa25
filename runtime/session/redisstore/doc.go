// Package redisstore keeps sessions in Redis or Valkey, on one server, behind
// sentinels, or in a cluster. It works through any client that can send a command, such
// as those of go-redis, and imports none.
//
//	client := redis.NewClient(&redis.Options{
//		Addr:                  "localhost:6379",
//		MaxRetries:            -1,
//		ContextTimeoutEnabled: true,
//	})
//	store := redisstore.New(client)
//	manager := session.NewManager(store)
//
// # The client
//
// MaxRetries: -1 keeps the client from sending a script again after a connection
// has broken. It is safe without that: each change has an id, which the session
// remembers for a while, so a repetition is not done a second time and gets the first
// answer; where the store cannot tell any more whether a refusal is meant for a repetition, it
// returns [session.ErrUnknown]. But with it, an outage shows at once. A
// *redis.ClusterClient follows a session that moves to another server by sending
// the script again, so leave its MaxRedirects as it is.
//
// ContextTimeoutEnabled: true makes the client give up when the call's time is over, and
// use the connection for others. Without it, calls end in time as well, but the client goes
// on waiting behind them up to its ReadTimeout, and [Store.Close] waits for that.
//
// Scripts are sent to the master of a key. Do not let the client read from
// replicas: a session must see its own writes.
//
// # The server
//
// Redis 5 or later (tests run on 7.0), or Valkey, with Lua scripts and the right to call EVALSHA, EVAL, HGET,
// HMGET, HGETALL, HKEYS, HSET, HDEL, DEL, EXISTS, RENAME, PEXPIRE, PTTL, TIME, ZADD, ZREM,
// ZRANGEBYLEX and ZREMRANGEBYLEX on keys that begin with the prefix.
//
//   - maxmemory-policy noeviction: a Redis that is full then refuses new sessions
//     and writes with [session.ErrUnavailable], while those that are there can be read,
//     prolonged and ended. With a volatile-* or allkeys-* policy it deletes sessions
//     instead, owned ones too, and what remembers that a session has ended: people are
//     logged out at random, and an id that was ended may be taken on again, empty. Give
//     sessions a server of their own if others on it need such a policy.
//   - appendonly yes, appendfsync everysec: what was acknowledged survives the end of the
//     Redis process. When the machine itself stops, the last second or two may be
//     lost; appendfsync always keeps even that, and is many times slower. Without an
//     append-only file, a restart logs everybody out.
//   - Replication is asynchronous: after a failover, the last writes may be missing,
//     and a session that was ended in that moment may live again. Set
//     min-replicas-to-write 1 to make that window small.
//   - Clocks: age and expiry go by the clock of the server that has the session.
//     Machines of a cluster should agree on the time.
//
// # Keys
//
// A session is one hash, at PREFIXs:ID, with the hash of its id in hex. An owner's
// sessions are listed in a sorted set, at PREFIXo:OWNER. All of them expire by
// themselves: there is nothing to sweep.
//
// In a cluster, sessions are spread over the servers. Login and Renew give a session
// another key, mostly on another server. No script reaches both. So the store
// takes the session from one and puts it on the other. Of several calls that try, one
// wins. If the process is killed in between, that session is lost, as if its user had
// logged out; a hash tag in the prefix avoids it, see [WithPrefix].
package redisstore
