// Package cache remembers which runs had nothing to do, so that the next one like
// it need not ask the go command.
//
// A run has a [Key]: all that is known of it before it reads any source. Under the
// key stands an [Entry]: the directories that the run read or wrote, and a hash of
// all that lies in them and counts. No times are looked at: what counts is hashed
// each time. An entry only says that there is nothing to do after a whole run
// that had nothing to do found the same state before and after it, so that an edit
// during a run cannot be taken for its input.
//
// The cache is never a reason to fail: whatever is wrong with it is a miss.
package cache
