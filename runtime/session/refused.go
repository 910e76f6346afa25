package session

import (
	"net/netip"
	"sync"
	"time"
)

// refusals counts, for each address, the ids of this minute that were not issued
// here: somebody may be trying out ids.
type refusals struct {
	mu     sync.Mutex
	since  time.Time
	counts map[netip.Prefix]int
}

// note counts one, and reports whether that is where the log should warn.
// Addresses beyond maxAddresses count as one.
func (r *refusals) note(peer string, now time.Time) bool {
	network, _ := networkOf(peer)
	r.mu.Lock()
	defer r.mu.Unlock()
	if elapsed := now.Sub(r.since); r.counts == nil || elapsed >= time.Minute || elapsed < 0 {
		r.since, r.counts = now, map[netip.Prefix]int{}
	}
	if _, known := r.counts[network]; !known && len(r.counts) >= maxAddresses {
		network = netip.Prefix{}
	}
	r.counts[network]++
	return r.counts[network] == RefusedAlert
}

// refuse counts an id that was not issued here.
func (m *Manager) refuse(peer string) {
	m.stats.refused.Add(1)
	if m.refusals.note(peer, time.Now()) {
		m.log().Warn("rpcgen: many session ids of one address were not issued here", "peer", peer, "count", RefusedAlert)
	}
}
