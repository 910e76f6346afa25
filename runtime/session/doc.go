// Package session keeps data of clients on the server, under an id that travels
// in the cookie of every call.
//
// A [Manager] steps into the calls of a server with [Manager.Flow]. Handlers
// reach the session of their call through typed keys,
//
//	var Visits = session.NewKey[int]("visits")
//
//	n, err := Visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
//
// and through [From], which logs in and out:
//
//	err := session.From(ctx).Login(ctx, "user-17")
//
// # Ids
//
// A client without an id gets one, a signed UUID, and nothing is stored: a
// million calls without a cookie cost no memory. The first write stores the
// session. Ids that this manager has not signed never reach the store. The store
// knows hashes of ids, not ids. An id that was ended by Destroy, Renew or Login
// never lives again.
//
// # What parallel calls can rely on
//
//   - Writes to different keys of one session never undo each other.
//   - Update, Take, SetIfAbsent and Batch are atomic, on all machines of one store.
//   - A write is in the store when the method returns. A handler that fails
//     afterwards does not undo it.
//   - A call reads one snapshot, with its own writes in it. Reload takes a new one.
//     A change that met another writer takes a new one, too.
//   - Destroy wins: a call that runs beside it gets [ErrRetired] and no new session.
//   - A store that does not answer fails the call with [ErrUnavailable]. It never
//     looks like a session that is not there, and the client keeps its id.
package session
