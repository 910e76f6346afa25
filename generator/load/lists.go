package load

import (
	"os"
	"slices"
	"sync"
	"time"
)

// racy is how long ago a file must have changed before its size and time tell its state
// from the next one: systems put the time on files in steps.
const racy = 5 * time.Millisecond

// Lists keeps what the go command has said, for a process that loads again and again, such
// as one that watches files: to ask it takes longer than all the rest. An answer is used as
// long as the files that it depends on are as they were. The zero value is empty and ready.
// It may be used by several goroutines at once.
type Lists struct {
	mu      sync.Mutex
	kept    map[string]*keptList
	headers map[string]beginning // by path
	places  map[string]bool
}

// A keptList is an answer, and what it depends on.
type keptList struct {
	list  []*listed
	of    dependence
	print string // of the state of what it depends on
}

// A dependence is what an answer of the go command depends on.
type dependence struct {
	dir   string   // the go command's own directory: its go.mod and so on
	trees []string // directories whose packages were looked for; with ... behind, those below too
	dirs  []string // of packages that were compiled, and of those that they import, which may change
}

// get returns the answer to a question that is still right.
func (l *Lists) get(key string) ([]*listed, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.kept[key]
	if k == nil {
		return nil, false
	}
	print, ok := l.fingerprint(k.of, time.Time{})
	return k.list, ok && print == k.print && exported(k.list)
}

// exported says whether the export data is still there: the go command clears its cache.
func exported(list []*listed) bool {
	return !slices.ContainsFunc(list, func(p *listed) bool {
		if p.Export == "" {
			return false
		}
		_, err := os.Stat(p.Export)
		return err != nil
	})
}

// put keeps an answer that the go command was asked for at a time. Where a file has changed
// since then, nobody knows what the answer is about.
func (l *Lists) put(key string, list []*listed, of dependence, asked time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept, l.headers = map[string]*keptList{}, map[string]beginning{}
	}
	delete(l.kept, key)
	if print, ok := l.fingerprint(of, asked); ok {
		l.kept[key] = &keptList{list, of, print}
	}
}
