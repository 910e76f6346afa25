package session

import (
	"net/netip"
	"sync"
	"time"
)

// A rate limits how many sessions each address has stored, with a bucket of
// tokens for each (RFC 2697 calls it a token bucket). Addresses beyond maxAddresses
// share one, so that memory is bounded whoever calls.
type rate struct {
	perSecond float64
	burst     float64

	mu      sync.Mutex
	buckets map[netip.Prefix]bucket
	dropped time.Time
}

type bucket struct {
	tokens float64
	at     time.Time
}

// allow takes a token from the bucket of an address. It reports false if there
// is none.
func (r *rate) allow(peer string, now time.Time) bool {
	network, ok := networkOf(peer)
	if !ok || r.perSecond == 0 {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.buckets[network]; !known && len(r.buckets) >= maxAddresses {
		r.drop(now)
		if len(r.buckets) >= maxAddresses {
			network = netip.Prefix{}
		}
	}
	b, known := r.buckets[network]
	if !known {
		b = bucket{r.burst, now}
	}
	b.tokens, b.at = r.filled(b, now), now
	ok = b.tokens >= 1
	if ok {
		b.tokens--
	}
	r.buckets[network] = b
	return ok
}

// filled is how many tokens a bucket has now.
func (r *rate) filled(b bucket, now time.Time) float64 {
	return min(r.burst, b.tokens+max(0, now.Sub(b.at).Seconds())*r.perSecond)
}

// drop forgets the buckets that are full again, which are as good as new, once a
// second at most: it looks at all of them.
func (r *rate) drop(now time.Time) {
	if elapsed := now.Sub(r.dropped); elapsed >= 0 && elapsed < time.Second {
		return
	}
	r.dropped = now
	for network, b := range r.buckets {
		if r.filled(b, now) >= r.burst {
			delete(r.buckets, network)
		}
	}
}

// networkOf returns what counts as one client: an IPv4 address, or an IPv6
// network of 64 bits, which is what one household gets.
func networkOf(peer string) (netip.Prefix, bool) {
	addr, err := netip.ParseAddr(peer)
	if err != nil {
		return netip.Prefix{}, false
	}
	addr = addr.Unmap().WithZone("")
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(addr, bits).Masked(), true
}

// admitNew lets a call create a session, or returns [ErrTooMany]. A call that tries
// again has been counted.
func (s *Session) admitNew() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counted = s.counted || s.m.rate.allow(s.peer, time.Now())
	if !s.counted {
		return ErrTooMany
	}
	return nil
}
