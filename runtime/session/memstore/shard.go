package memstore

import (
	"container/heap"
	"sync"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A shard is a part of the store with a lock of its own.
type shard struct {
	mu     sync.Mutex
	number int
	items  map[session.ID]*item
	expiry expiryHeap
	owners map[string]map[session.ID]*item
	idle   list // sessions without an owner, the idlest first
	stones list // tombstones of such, the oldest first
}

func (sh *shard) init(number int) {
	sh.number = number
	sh.items = map[session.ID]*item{}
	sh.owners = map[string]map[session.ID]*item{}
	sh.expiry = nil
	sh.idle.init()
	sh.stones.init()
}

func (sh *shard) insert(it *item) {
	sh.items[it.id] = it
	heap.Push(&sh.expiry, it)
	switch {
	case it.owner != "":
		if sh.owners[it.owner] == nil {
			sh.owners[it.owner] = map[session.ID]*item{}
		}
		sh.owners[it.owner][it.id] = it
	case it.kept:
	case it.retired:
		sh.stones.push(it)
	default:
		sh.idle.push(it)
	}
}

func (sh *shard) remove(it *item) {
	delete(sh.items, it.id)
	heap.Remove(&sh.expiry, it.heapIndex)
	if it.next != nil {
		it.unlink()
	}
	if it.owner != "" {
		delete(sh.owners[it.owner], it.id)
		if len(sh.owners[it.owner]) == 0 {
			delete(sh.owners, it.owner)
		}
	}
}

// A list is a ring of items around a root that is none.
type list struct{ root item }

func (l *list) init() { l.root.prev, l.root.next = &l.root, &l.root }

func (l *list) push(it *item) {
	it.prev, it.next = l.root.prev, &l.root
	it.prev.next, l.root.prev = it, it
}

func (it *item) unlink() {
	it.prev.next, it.next.prev = it.next, it.prev
	it.prev, it.next = nil, nil
}

// first returns the first item whose id is not except, nil if there is none.
func (l *list) first(except session.ID) *item {
	it := l.root.next
	if it != &l.root && it.id == except {
		it = it.next
	}
	if it == &l.root {
		return nil
	}
	return it
}

// An expiryHeap has the item that expires next at its top.
type expiryHeap []*item

func (h expiryHeap) Len() int           { return len(h) }
func (h expiryHeap) Less(i, j int) bool { return h[i].expires < h[j].expires }
func (h expiryHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].heapIndex, h[j].heapIndex = i, j
}

func (h *expiryHeap) Push(x any) {
	it := x.(*item)
	it.heapIndex = len(*h)
	*h = append(*h, it)
}

func (h *expiryHeap) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return it
}
