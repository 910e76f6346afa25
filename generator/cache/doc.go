// Package cache remembers which runs had nothing to do, so that the next one like
// it need not ask the go command.
//
// A run has a [Key]: this program and all that is known of the run before it reads
// any source. Under the key stands an [Entry]: the directories that the last run
// read or wrote and, if that run left nothing to do, the sum of all that counted in
// them. A run whose [Snapshot] of these directories has the same sum has nothing to
// do either.
//
// Contents are compared, not times: an old time on a new file hides nothing. Times
// only make an entry harder to get: a run that saw a file change while it was at
// work, be it there and back, is not remembered.
//
// The cache is never a reason to fail: whatever is wrong with it is a miss.
package cache
